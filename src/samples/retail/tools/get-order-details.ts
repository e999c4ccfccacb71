import { z } from 'zod';
import { defineTool } from '../../../tools/define/define-tool.ts';
import type { Tool } from '../../../tools/define/tool.ts';
import type { RetailWorld } from '../world/retail-world.ts';
import { orderNotFound } from '../world/world-edit.ts';
import { orderSchema } from '../world-schema.ts';
import { orderIdInput } from './order-id-input.ts';

export function getOrderDetails(world: RetailWorld): Tool {
  return defineTool({
    name: 'get_order_details',
    description: 'Read an order: its status, items, address, payments and deliveries.',
    input: z.strictObject({ order_id: orderIdInput }),
    output: orderSchema,
    effect: 'read',
    facts: ({ order_id }) => ({
      stakes: 'low',
      resources: [`order:${order_id}`],
      summary: `read order ${order_id}`,
    }),
    execute: async ({ order_id }) => {
      const order = await world.order(order_id);
      if (order === undefined) throw orderNotFound(order_id);
      return order;
    },
    verify: (order, { order_id }) =>
      order.order_id === order_id ? undefined : `it is order ${order.order_id}`,
  });
}
