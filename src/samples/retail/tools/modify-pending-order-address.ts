import { z } from 'zod';
import { defineTool } from '../../../tools/define/define-tool.ts';
import type { Tool, ToolFacts } from '../../../tools/define/tool.ts';
import type { RetailWorld } from '../world/retail-world.ts';
import type { WorldEdit } from '../world/world-edit.ts';
import { orderSchema, type RetailOrder } from '../world-schema.ts';
import { addressInput, addressOf, addressText } from './address-input.ts';
import { orderIdInput } from './order-id-input.ts';
import { requirePending } from './order-status.ts';
import { labelledLine } from './preview-lines.ts';
import { orderState } from './world-state.ts';
import { type WritePlan, worldWrite } from './world-write.ts';

const name = 'modify_pending_order_address';

const inputSchema = z.strictObject({ order_id: orderIdInput, ...addressInput });
type Input = z.output<typeof inputSchema>;

/** Sends a pending order to another address. */
export function modifyPendingOrderAddress(world: RetailWorld): Tool {
  return defineTool({
    name,
    description:
      'Change the shipping address of a pending order. Explain the change and get an explicit yes first. Returns the order.',
    input: inputSchema,
    output: orderSchema,
    effect: 'reversible',
    facts,
    verify: (order, input) =>
      order.address.address1 === input.address1 && order.address.zip === input.zip
        ? undefined
        : "the order's address is not the new one",
    ...worldWrite(world, name, plan),
  });
}

function facts(input: Input): ToolFacts {
  return {
    stakes: 'medium',
    resources: [`order:${input.order_id}`],
    intent: `ship:${input.order_id}`,
    amountNanoUsd: 0,
    summary: `ship ${input.order_id} to ${input.address1}, ${input.city}`,
  };
}

async function plan(edit: WorldEdit, input: Input): Promise<WritePlan<RetailOrder>> {
  const order = await edit.order(input.order_id);
  requirePending(order, 'modified');
  return {
    preview: [
      `Ship order ${order.order_id} to another address`,
      labelledLine('from', addressText(order.address)),
      labelledLine('to', addressText(input)),
      labelledLine('undo', 'puts the old address back'),
    ],
    restsOn: orderState(order, 'status', 'address'),
    facts: facts(input),
    apply: () => {
      order.address = addressOf(input);
      return order;
    },
  };
}
