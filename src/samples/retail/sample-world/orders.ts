import { roundCents } from '../world/round-cents.ts';
import type { RetailOrder, RetailOrderItem } from '../world-schema.ts';
import { sampleProducts } from './products.ts';
import { sampleUsers } from './users.ts';

/** The small shop's orders in their different states, by order id. */
export const sampleOrders: Record<string, RetailOrder> = Object.fromEntries(
  [
    order('#W1001', 'ada_winter_1001', 'pending', ['440101', '440202'], 'gift_card_77'),
    order('#W1002', 'ada_winter_1001', 'delivered', ['440401', '440602', '440602'], 'credit_card_12'),
    order('#W1003', 'ada_winter_1001', 'pending', ['440301'], 'credit_card_12'),
    order('#W1004', 'ben_okafor_1002', 'pending', ['440801', '440701'], 'paypal_31'),
    order('#W1005', 'ben_okafor_1002', 'delivered', ['440501'], 'paypal_31'),
    order('#W1006', 'chiara_rosso_1003', 'processed', ['440403', '440302'], 'credit_card_41'),
    order('#W1007', 'chiara_rosso_1003', 'pending', ['440502', '440603'], 'credit_card_41'),
    order('#W1008', 'dev_anand_1004', 'delivered', ['440803', '440203'], 'gift_card_51'),
    order('#W1009', 'dev_anand_1004', 'pending', ['440102', '440103'], 'paypal_52'),
    order('#W1010', 'elin_berg_1005', 'cancelled', ['440201'], 'credit_card_61'),
    order('#W1011', 'elin_berg_1005', 'delivered', ['440302', '440702', '440601'], 'paypal_62'),
    order('#W1012', 'farid_haddad_1006', 'processed', ['440503'], 'paypal_71'),
  ].map((entry) => [entry.order_id, entry]),
);

function order(
  orderId: string,
  userId: string,
  status: 'pending' | 'processed' | 'delivered' | 'cancelled',
  itemIds: string[],
  paymentMethodId: string,
): RetailOrder {
  const items = itemIds.map(orderItem);
  const payment = {
    amount: roundCents(items.reduce((sum, item) => sum + item.price, 0)),
    payment_method_id: paymentMethodId,
  };
  const cancelled = status === 'cancelled';
  const sent = status === 'processed' || status === 'delivered';
  const { address } = sampleUsers[userId] ?? missing(userId);
  return {
    order_id: orderId,
    user_id: userId,
    address: { ...address },
    items,
    status,
    fulfillments: sent ? [{ tracking_id: [`TRK${orderId.slice(2)}`], item_ids: itemIds }] : [],
    payment_history: [
      { transaction_type: 'payment', ...payment },
      ...(cancelled ? [{ transaction_type: 'refund' as const, ...payment }] : []),
    ],
    cancel_reason: cancelled ? 'no longer needed' : null,
    exchange_items: null,
    exchange_new_items: null,
    exchange_payment_method_id: null,
    exchange_price_difference: null,
    return_items: null,
    return_payment_method_id: null,
  };
}

function orderItem(itemId: string): RetailOrderItem {
  const product = sampleProducts[itemId.slice(0, 4)] ?? missing(itemId);
  const { price, options } = product.variants[itemId] ?? missing(itemId);
  return { name: product.name, product_id: product.product_id, item_id: itemId, price, options };
}

function missing(id: string): never {
  throw new Error(`the sample world has no ${id}`);
}
