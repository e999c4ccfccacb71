import { z } from 'zod';
import { defineTool } from '../../../tools/define-tool.ts';
import type { Tool } from '../../../tools/tool.ts';
import { ToolError } from '../../../tools/tool-error.ts';
import type { RetailWorld } from '../world/retail-world.ts';
import { orderSchema } from '../world-schema.ts';
import { charge, giftCardBalances } from './gift-card-balances.ts';
import { openPayments } from './open-payments.ts';
import { orderIdInput } from './order-id-input.ts';
import { requirePending } from './order-status.ts';
import { paymentMethodOf } from './payment-method-of.ts';

const name = 'cancel_pending_order';
const reasons = ['no longer needed', 'ordered by mistake'];

/** Cancels a pending order and refunds every payment to where it came from, gift cards at once. */
export function cancelPendingOrder(world: RetailWorld): Tool {
  return defineTool({
    name,
    description:
      'Cancel a pending order and refund its payments: to a gift card at once, to anything else within 5 to 7 business days. Explain this and get an explicit yes first. Returns the order.',
    input: z.strictObject({
      order_id: orderIdInput,
      reason: z.string().describe("Either 'no longer needed' or 'ordered by mistake'."),
    }),
    output: orderSchema,
    effect: 'compensable',
    idempotency: 'keyed',
    facts: ({ order_id, reason }) => ({
      stakes: 'high',
      resources: [`order:${order_id}`, giftCardBalances],
      intent: `cancel:${order_id}`,
      summary: `cancel ${order_id}, ${reason}`,
    }),
    execute: ({ order_id, reason }, { idempotencyKey }) =>
      world.writeOnce({ key: idempotencyKey, tool: name }, async (edit) => {
        const order = await edit.order(order_id);
        requirePending(order, 'cancelled');
        if (!reasons.includes(reason)) {
          throw new ToolError(
            `Invalid reason: '${reason}'. Nothing was changed; the reason must be '${reasons.join("' or '")}'.`,
          );
        }
        const user = await edit.user(order.user_id);
        const refunds = openPayments(order).map((payment) => {
          charge(paymentMethodOf(user, payment.payment_method_id), -payment.amount);
          return { ...payment, transaction_type: 'refund' as const };
        });
        order.payment_history.push(...refunds);
        order.status = 'cancelled';
        order.cancel_reason = reason;
        return order;
      }),
    verify: (order) =>
      order.status === 'cancelled' ? undefined : `the order's status is '${order.status}', not 'cancelled'`,
    undo: (_effect, { idempotencyKey }) => world.undoOnce(idempotencyKey, name),
  });
}
