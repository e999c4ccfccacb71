import type { RetailOrder } from '../world-schema.ts';

type Payment = RetailOrder['payment_history'][number];

/** List an order's payments that were not refunded yet: a change of its payment method leaves refunded ones behind. */
export function openPayments(order: RetailOrder): Payment[] {
  const refunds = order.payment_history.filter((entry) => entry.transaction_type === 'refund');
  return order.payment_history.filter((entry) => {
    if (entry.transaction_type !== 'payment') return false;
    const index = refunds.findIndex(
      (refund) => refund.payment_method_id === entry.payment_method_id && refund.amount === entry.amount,
    );
    if (index >= 0) refunds.splice(index, 1);
    return index < 0;
  });
}
