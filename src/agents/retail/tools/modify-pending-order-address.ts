import { z } from 'zod';
import { defineTool } from '../../../tools/define-tool.ts';
import type { Tool } from '../../../tools/tool.ts';
import type { RetailWorld } from '../world/retail-world.ts';
import { orderSchema } from '../world-schema.ts';
import { addressInput, addressOf } from './address-input.ts';
import { orderIdInput } from './order-id-input.ts';
import { requirePending } from './order-status.ts';

const name = 'modify_pending_order_address';

/** Sends a pending order to another address. */
export function modifyPendingOrderAddress(world: RetailWorld): Tool {
  return defineTool({
    name,
    description:
      'Change the shipping address of a pending order. Explain the change and get an explicit yes first. Returns the order.',
    input: z.strictObject({ order_id: orderIdInput, ...addressInput }),
    output: orderSchema,
    effect: 'reversible',
    idempotency: 'keyed',
    facts: (input) => ({
      stakes: 'medium',
      resources: [`order:${input.order_id}`],
      intent: `ship:${input.order_id}`,
      summary: `ship ${input.order_id} to ${input.address1}, ${input.city}`,
    }),
    execute: (input, { idempotencyKey }) =>
      world.writeOnce({ key: idempotencyKey, tool: name }, async (edit) => {
        const order = await edit.order(input.order_id);
        requirePending(order, 'modified');
        order.address = addressOf(input);
        return order;
      }),
    verify: (order, input) =>
      order.address.address1 === input.address1 && order.address.zip === input.zip
        ? undefined
        : "the order's address is not the new one",
    undo: (_effect, { idempotencyKey }) => world.undoOnce(idempotencyKey, name),
  });
}
