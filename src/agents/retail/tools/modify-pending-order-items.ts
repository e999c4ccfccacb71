import { z } from 'zod';
import { defineTool } from '../../../tools/define-tool.ts';
import type { Tool } from '../../../tools/tool.ts';
import type { RetailWorld } from '../world/retail-world.ts';
import { orderSchema } from '../world-schema.ts';
import { charge, giftCardBalances, requireCover } from './gift-card-balances.ts';
import { planItemSwap } from './item-swap.ts';
import { orderIdInput } from './order-id-input.ts';
import { itemModifiedStatus, requirePending } from './order-status.ts';
import { paymentMethodInput } from './payment-method-input.ts';
import { paymentMethodOf } from './payment-method-of.ts';

const name = 'modify_pending_order_items';

/** Swaps items of a pending order for other variants, once per order, and settles the price difference. */
export function modifyPendingOrderItems(world: RetailWorld): Tool {
  return defineTool({
    name,
    description:
      'Swap items of a pending order for other variants of the same products; possible once per order, so name all items at once. Explain the change and the price difference and get an explicit yes first. Returns the order.',
    input: z.strictObject({
      order_id: orderIdInput,
      item_ids: z
        .array(z.string())
        .describe(
          'Item ids in the order that shall be swapped; one that stands there twice may be named twice.',
        ),
      new_item_ids: z
        .array(z.string())
        .describe('For each of them, at the same position, the item id of the variant that takes its place.'),
      payment_method_id: paymentMethodInput,
    }),
    output: orderSchema,
    effect: 'compensable',
    idempotency: 'keyed',
    facts: (input) => ({
      stakes: 'high',
      resources: [`order:${input.order_id}`, `payment-method:${input.payment_method_id}`, giftCardBalances],
      intent: `modify-items:${input.order_id}`,
      summary: `swap ${input.item_ids.length} of the items of ${input.order_id}, difference by ${input.payment_method_id}`,
    }),
    execute: (input, { idempotencyKey }) =>
      world.writeOnce({ key: idempotencyKey, tool: name }, async (edit) => {
        const order = await edit.order(input.order_id);
        requirePending(order, 'modified');
        const swap = await planItemSwap(edit, order, input.item_ids, input.new_item_ids);
        const user = await edit.user(order.user_id);
        const method = paymentMethodOf(user, input.payment_method_id);
        requireCover(method, swap.priceDifferenceUsd, 'the price difference');
        charge(method, swap.priceDifferenceUsd);
        order.payment_history.push({
          transaction_type: swap.priceDifferenceUsd > 0 ? 'payment' : 'refund',
          amount: Math.abs(swap.priceDifferenceUsd),
          payment_method_id: input.payment_method_id,
        });
        for (const { line, variant } of swap.pairs) {
          line.item_id = variant.item_id;
          line.price = variant.price;
          line.options = variant.options;
        }
        order.status = itemModifiedStatus;
        return order;
      }),
    verify: (order, input) =>
      order.status === itemModifiedStatus &&
      input.new_item_ids.every((id) => order.items.some((line) => line.item_id === id))
        ? undefined
        : 'the order does not hold the new items',
    undo: (_effect, { idempotencyKey }) => world.undoOnce(idempotencyKey, name),
  });
}
