import { z } from 'zod';
import { formatUsd } from '../../../core/budget/money.ts';
import { defineTool } from '../../../tools/define/define-tool.ts';
import type { Tool, ToolFacts } from '../../../tools/define/tool.ts';
import { ToolError } from '../../../tools/errors/tool-error.ts';
import type { RetailWorld } from '../world/retail-world.ts';
import type { WorldEdit } from '../world/world-edit.ts';
import { orderSchema, type RetailOrder } from '../world-schema.ts';
import { nanoUsdOf } from './money-text.ts';
import { orderIdInput } from './order-id-input.ts';
import { itemText, orderLines } from './order-lines.ts';
import { requireDelivered } from './order-status.ts';
import { paymentMethodInput } from './payment-method-input.ts';
import { paymentMethodOf } from './payment-method-of.ts';
import { labelledLine, labelledList } from './preview-lines.ts';
import { methodState, orderState } from './world-state.ts';
import { type WritePlan, worldWrite } from './world-write.ts';

const name = 'return_delivered_order_items';

const inputSchema = z.strictObject({
  order_id: orderIdInput,
  item_ids: z
    .array(z.string())
    .describe('Item ids in the order that go back; one that stands there twice may be named twice.'),
  payment_method_id: paymentMethodInput,
});
type Input = z.output<typeof inputSchema>;

/** Asks for the return of items of a delivered order; the refund follows when they arrive. */
export function returnDeliveredOrderItems(world: RetailWorld): Tool {
  return defineTool({
    name,
    description:
      'Request the return of items of a delivered order, refunded to the original payment method or a gift card of the user; how to send them follows by email. Explain this and get an explicit yes first. Returns the order.',
    input: inputSchema,
    output: orderSchema,
    effect: 'compensable',
    facts,
    verify: (order) =>
      order.status === 'return requested' ? undefined : `the order's status is '${order.status}'`,
    ...worldWrite(world, name, plan),
  });
}

function facts(input: Input): ToolFacts {
  return {
    stakes: 'high',
    resources: [`order:${input.order_id}`],
    intent: `return:${input.order_id}`,
    summary: `return ${input.item_ids.length} of the items of ${input.order_id}, refund to ${input.payment_method_id}`,
  };
}

async function plan(edit: WorldEdit, input: Input): Promise<WritePlan<RetailOrder>> {
  const order = await edit.order(input.order_id);
  requireDelivered(order, 'returned');
  const method = paymentMethodOf(await edit.user(order.user_id), input.payment_method_id);
  const original = order.payment_history[0]?.payment_method_id;
  if (method.source !== 'gift_card' && method.id !== original) {
    throw new ToolError(
      `The payment method must be the original one, ${original}, or a gift card; ${method.id} is neither. Nothing was changed.`,
    );
  }
  const lines = orderLines(order, input.item_ids);
  const amountNanoUsd = lines.reduce((sum, line) => sum + nanoUsdOf(line.price), 0);
  const refund = `refund ${formatUsd(amountNanoUsd)} to ${method.id}`;
  return {
    preview: [
      `Request the return of ${lines.length} of the items of order ${order.order_id} and ${refund} when they arrive`,
      labelledLine('order', `${order.status} → return requested`),
      ...labelledList('items', lines.map(itemText)),
      labelledLine('undo', 'withdraws the request'),
    ],
    restsOn: { ...orderState(order, 'status', 'items', 'payments'), ...methodState([method]) },
    facts: {
      ...facts(input),
      resources: [`order:${order.order_id}`, `payment-method:${method.id}`],
      amountNanoUsd,
      summary: `return ${lines.length} of the items of ${order.order_id}, ${refund}`,
    },
    apply: () => {
      order.status = 'return requested';
      order.return_items = input.item_ids.toSorted();
      order.return_payment_method_id = method.id;
      return order;
    },
  };
}
