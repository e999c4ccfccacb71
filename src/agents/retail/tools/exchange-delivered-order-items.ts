import { z } from 'zod';
import { defineTool } from '../../../tools/define-tool.ts';
import type { Tool } from '../../../tools/tool.ts';
import type { RetailWorld } from '../world/retail-world.ts';
import { roundCents } from '../world/round-cents.ts';
import { orderSchema } from '../world-schema.ts';
import { giftCardBalances, requireCover } from './gift-card-balances.ts';
import { planItemSwap } from './item-swap.ts';
import { orderIdInput } from './order-id-input.ts';
import { requireDelivered } from './order-status.ts';
import { paymentMethodInput } from './payment-method-input.ts';
import { paymentMethodOf } from './payment-method-of.ts';

const name = 'exchange_delivered_order_items';

/** Asks for the exchange of items of a delivered order; nothing is paid until they arrive. */
export function exchangeDeliveredOrderItems(world: RetailWorld): Tool {
  return defineTool({
    name,
    description:
      'Request the exchange of items of a delivered order for other variants of the same products; possible once per order, so name all items at once. Explain the change and the price difference and get an explicit yes first. Returns the order.',
    input: z.strictObject({
      order_id: orderIdInput,
      item_ids: z
        .array(z.string())
        .describe('Item ids in the order that go back; one that stands there twice may be named twice.'),
      new_item_ids: z
        .array(z.string())
        .describe('For each of them, at the same position, the item id of the variant to send.'),
      payment_method_id: paymentMethodInput,
    }),
    output: orderSchema,
    effect: 'compensable',
    idempotency: 'keyed',
    facts: (input) => ({
      stakes: 'high',
      resources: [`order:${input.order_id}`, `payment-method:${input.payment_method_id}`, giftCardBalances],
      intent: `exchange:${input.order_id}`,
      summary: `exchange ${input.item_ids.length} of the items of ${input.order_id}, difference by ${input.payment_method_id}`,
    }),
    execute: (input, { idempotencyKey }) =>
      world.writeOnce({ key: idempotencyKey, tool: name }, async (edit) => {
        const order = await edit.order(input.order_id);
        requireDelivered(order, 'exchanged');
        const swap = await planItemSwap(edit, order, input.item_ids, input.new_item_ids);
        const priceDifferenceUsd = roundCents(swap.priceDifferenceUsd);
        const user = await edit.user(order.user_id);
        const method = paymentMethodOf(user, input.payment_method_id);
        requireCover(method, priceDifferenceUsd, 'the price difference');
        order.status = 'exchange requested';
        order.exchange_items = input.item_ids.toSorted();
        order.exchange_new_items = input.new_item_ids.toSorted();
        order.exchange_payment_method_id = method.id;
        order.exchange_price_difference = priceDifferenceUsd;
        return order;
      }),
    verify: (order) =>
      order.status === 'exchange requested' ? undefined : `the order's status is '${order.status}'`,
    undo: (_effect, { idempotencyKey }) => world.undoOnce(idempotencyKey, name),
  });
}
