import { z } from 'zod';
import { defineTool } from '../../../tools/define/define-tool.ts';
import type { Tool, ToolFacts } from '../../../tools/define/tool.ts';
import type { RetailWorld } from '../world/retail-world.ts';
import { roundCents } from '../world/round-cents.ts';
import type { WorldEdit } from '../world/world-edit.ts';
import { orderSchema, type RetailOrder } from '../world-schema.ts';
import { giftCardBalances, requireCover, touchedResources } from './gift-card-balances.ts';
import { differenceText, planItemSwap, swapTexts } from './item-swap.ts';
import { nanoUsdOf } from './money-text.ts';
import { orderIdInput } from './order-id-input.ts';
import { requireDelivered } from './order-status.ts';
import { paymentMethodInput } from './payment-method-input.ts';
import { paymentMethodOf } from './payment-method-of.ts';
import { labelledLine, labelledList } from './preview-lines.ts';
import { methodState, orderState } from './world-state.ts';
import { type WritePlan, worldWrite } from './world-write.ts';

const name = 'exchange_delivered_order_items';

const inputSchema = z.strictObject({
  order_id: orderIdInput,
  item_ids: z
    .array(z.string())
    .describe('Item ids in the order that go back; one that stands there twice may be named twice.'),
  new_item_ids: z
    .array(z.string())
    .describe('For each of them, at the same position, the item id of the variant to send.'),
  payment_method_id: paymentMethodInput,
});
type Input = z.output<typeof inputSchema>;

/** Asks for the exchange of items of a delivered order; nothing is paid until they arrive. */
export function exchangeDeliveredOrderItems(world: RetailWorld): Tool {
  return defineTool({
    name,
    description:
      'Request the exchange of items of a delivered order for other variants of the same products; possible once per order, so name all items at once. Explain the change and the price difference and get an explicit yes first. Returns the order.',
    input: inputSchema,
    output: orderSchema,
    effect: 'compensable',
    facts,
    verify: (order) =>
      order.status === 'exchange requested' ? undefined : `the order's status is '${order.status}'`,
    ...worldWrite(world, name, plan),
  });
}

function facts(input: Input): ToolFacts {
  return {
    stakes: 'high',
    resources: [`order:${input.order_id}`, `payment-method:${input.payment_method_id}`, giftCardBalances],
    intent: `exchange:${input.order_id}`,
    summary: `exchange ${input.item_ids.length} of the items of ${input.order_id}, difference by ${input.payment_method_id}`,
  };
}

async function plan(edit: WorldEdit, input: Input): Promise<WritePlan<RetailOrder>> {
  const order = await edit.order(input.order_id);
  requireDelivered(order, 'exchanged');
  const swap = await planItemSwap(edit, order, input.item_ids, input.new_item_ids);
  const priceDifferenceUsd = roundCents(swap.priceDifferenceUsd);
  const user = await edit.user(order.user_id);
  const method = paymentMethodOf(user, input.payment_method_id);
  requireCover(method, priceDifferenceUsd, 'the price difference');
  const difference = differenceText(priceDifferenceUsd, method);
  return {
    preview: [
      `Request the exchange of ${swap.pairs.length} of the items of order ${order.order_id}, ${difference} when they arrive`,
      labelledLine('order', `${order.status} → exchange requested`),
      ...labelledList('items', swapTexts(swap)),
      labelledLine('undo', 'withdraws the request'),
    ],
    restsOn: { ...orderState(order, 'status', 'items'), ...swap.state, ...methodState([method]) },
    facts: {
      ...facts(input),
      resources: touchedResources(order, [method]),
      amountNanoUsd: nanoUsdOf(priceDifferenceUsd),
      summary: `exchange ${swap.pairs.length} of the items of ${order.order_id}, ${difference}`,
    },
    apply: () => {
      order.status = 'exchange requested';
      order.exchange_items = input.item_ids.toSorted();
      order.exchange_new_items = input.new_item_ids.toSorted();
      order.exchange_payment_method_id = method.id;
      order.exchange_price_difference = priceDifferenceUsd;
      return order;
    },
  };
}
