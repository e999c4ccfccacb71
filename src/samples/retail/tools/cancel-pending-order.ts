import { z } from 'zod';
import { defineTool } from '../../../tools/define/define-tool.ts';
import type { Tool, ToolFacts } from '../../../tools/define/tool.ts';
import { ToolError } from '../../../tools/errors/tool-error.ts';
import type { RetailWorld } from '../world/retail-world.ts';
import type { WorldEdit } from '../world/world-edit.ts';
import { orderSchema, type RetailOrder } from '../world-schema.ts';
import { chargePaymentMethod, giftCardBalances, touchedResources } from './gift-card-balances.ts';
import { nanoUsdOf, usdText } from './money-text.ts';
import { openPayments } from './open-payments.ts';
import { orderIdInput } from './order-id-input.ts';
import { itemText } from './order-lines.ts';
import { requirePending } from './order-status.ts';
import { paymentMethodOf } from './payment-method-of.ts';
import { labelledLine, labelledList } from './preview-lines.ts';
import { methodState, orderState } from './world-state.ts';
import { type WritePlan, worldWrite } from './world-write.ts';

const name = 'cancel_pending_order';
const reasons = ['no longer needed', 'ordered by mistake'];

const inputSchema = z.strictObject({
  order_id: orderIdInput,
  reason: z.string().describe("Either 'no longer needed' or 'ordered by mistake'."),
});
type Input = z.output<typeof inputSchema>;

/** Cancels a pending order and refunds every payment to where it came from, gift cards at once. */
export function cancelPendingOrder(world: RetailWorld): Tool {
  return defineTool({
    name,
    description:
      'Cancel a pending order and refund its payments: to a gift card at once, to anything else within 5 to 7 business days. Explain this and get an explicit yes first. Returns the order.',
    input: inputSchema,
    output: orderSchema,
    effect: 'compensable',
    facts,
    verify: (order) =>
      order.status === 'cancelled' ? undefined : `the order's status is '${order.status}', not 'cancelled'`,
    ...worldWrite(world, name, plan),
  });
}

function facts({ order_id, reason }: Input): ToolFacts {
  return {
    stakes: 'high',
    resources: [`order:${order_id}`, giftCardBalances],
    intent: `cancel:${order_id}`,
    summary: `cancel ${order_id}, ${reason}`,
  };
}

async function plan(edit: WorldEdit, input: Input): Promise<WritePlan<RetailOrder>> {
  const order = await edit.order(input.order_id);
  requirePending(order, 'cancelled');
  if (!reasons.includes(input.reason)) {
    throw new ToolError(
      `Invalid reason: '${input.reason}'. Nothing was changed; the reason must be '${reasons.join("' or '")}'.`,
    );
  }
  const user = await edit.user(order.user_id);
  const refunds = openPayments(order).map((payment) => ({
    payment,
    method: paymentMethodOf(user, payment.payment_method_id),
  }));
  const methods = refunds.map(({ method }) => method);
  const refund =
    refunds.map(({ payment, method }) => `${usdText(payment.amount)} to ${method.id}`).join(' and ') ||
    'nothing';
  return {
    preview: [
      `Cancel order ${order.order_id} and refund ${refund}`,
      labelledLine('order', `${order.status} → cancelled, ${input.reason}`),
      ...labelledList('items', order.items.map(itemText)),
      labelledLine('undo', 'reopens the order and takes the refund back'),
    ],
    restsOn: { ...orderState(order, 'status', 'items', 'payments'), ...methodState(methods) },
    facts: {
      ...facts(input),
      resources: touchedResources(order, methods),
      amountNanoUsd: refunds.reduce((sum, { payment }) => sum + nanoUsdOf(payment.amount), 0),
      summary: `cancel ${order.order_id}, refund ${refund}, ${input.reason}`,
    },
    apply: () => {
      for (const { payment, method } of refunds) {
        chargePaymentMethod(method, -payment.amount);
        order.payment_history.push({ ...payment, transaction_type: 'refund' });
      }
      order.status = 'cancelled';
      order.cancel_reason = input.reason;
      return order;
    },
  };
}
