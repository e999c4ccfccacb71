import { z } from 'zod';
import { defineTool } from '../../../tools/define/define-tool.ts';
import type { Tool, ToolFacts } from '../../../tools/define/tool.ts';
import type { RetailWorld } from '../world/retail-world.ts';
import type { WorldEdit } from '../world/world-edit.ts';
import { orderSchema, type RetailOrder } from '../world-schema.ts';
import {
  chargePaymentMethod,
  giftCardBalances,
  requireCover,
  touchedResources,
} from './gift-card-balances.ts';
import { differenceText, planItemSwap, swapTexts } from './item-swap.ts';
import { nanoUsdOf } from './money-text.ts';
import { orderIdInput } from './order-id-input.ts';
import { itemModifiedStatus, requirePending } from './order-status.ts';
import { paymentMethodInput } from './payment-method-input.ts';
import { paymentMethodOf } from './payment-method-of.ts';
import { labelledLine, labelledList } from './preview-lines.ts';
import { methodState, orderState } from './world-state.ts';
import { type WritePlan, worldWrite } from './world-write.ts';

const name = 'modify_pending_order_items';

const inputSchema = z.strictObject({
  order_id: orderIdInput,
  item_ids: z
    .array(z.string())
    .describe('Item ids in the order that shall be swapped; one that stands there twice may be named twice.'),
  new_item_ids: z
    .array(z.string())
    .describe('For each of them, at the same position, the item id of the variant that takes its place.'),
  payment_method_id: paymentMethodInput,
});
type Input = z.output<typeof inputSchema>;

/** Swaps items of a pending order for other variants, once per order, and settles the price difference. */
export function modifyPendingOrderItems(world: RetailWorld): Tool {
  return defineTool({
    name,
    description:
      'Swap items of a pending order for other variants of the same products; possible once per order, so name all items at once. Explain the change and the price difference and get an explicit yes first. Returns the order.',
    input: inputSchema,
    output: orderSchema,
    effect: 'compensable',
    facts,
    verify: (order, input) =>
      order.status === itemModifiedStatus &&
      input.new_item_ids.every((id) => order.items.some((line) => line.item_id === id))
        ? undefined
        : 'the order does not hold the new items',
    ...worldWrite(world, name, plan),
  });
}

function facts(input: Input): ToolFacts {
  return {
    stakes: 'high',
    resources: [`order:${input.order_id}`, `payment-method:${input.payment_method_id}`, giftCardBalances],
    intent: `modify-items:${input.order_id}`,
    summary: `swap ${input.item_ids.length} of the items of ${input.order_id}, difference by ${input.payment_method_id}`,
  };
}

async function plan(edit: WorldEdit, input: Input): Promise<WritePlan<RetailOrder>> {
  const order = await edit.order(input.order_id);
  requirePending(order, 'modified');
  const swap = await planItemSwap(edit, order, input.item_ids, input.new_item_ids);
  const user = await edit.user(order.user_id);
  const method = paymentMethodOf(user, input.payment_method_id);
  const { priceDifferenceUsd } = swap;
  requireCover(method, priceDifferenceUsd, 'the price difference');
  const difference = differenceText(priceDifferenceUsd, method);
  return {
    preview: [
      `Swap ${swap.pairs.length} of the items of order ${order.order_id}, ${difference}`,
      labelledLine('order', `${order.status} → ${itemModifiedStatus}`),
      ...labelledList('items', swapTexts(swap)),
      labelledLine('undo', 'puts the old items back and reverses the difference'),
    ],
    restsOn: { ...orderState(order, 'status', 'items', 'payments'), ...swap.state, ...methodState([method]) },
    facts: {
      ...facts(input),
      resources: touchedResources(order, [method]),
      amountNanoUsd: nanoUsdOf(priceDifferenceUsd),
      summary: `swap ${swap.pairs.length} of the items of ${order.order_id}, ${difference}`,
    },
    apply: () => {
      chargePaymentMethod(method, priceDifferenceUsd);
      order.payment_history.push({
        transaction_type: priceDifferenceUsd > 0 ? 'payment' : 'refund',
        amount: Math.abs(priceDifferenceUsd),
        payment_method_id: method.id,
      });
      for (const { line, variant } of swap.pairs) {
        line.item_id = variant.item_id;
        line.price = variant.price;
        line.options = variant.options;
      }
      order.status = itemModifiedStatus;
      return order;
    },
  };
}
