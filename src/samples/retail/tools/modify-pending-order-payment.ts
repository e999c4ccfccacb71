import { z } from 'zod';
import { defineTool } from '../../../tools/define/define-tool.ts';
import type { Tool, ToolFacts } from '../../../tools/define/tool.ts';
import { ToolError } from '../../../tools/errors/tool-error.ts';
import type { RetailWorld } from '../world/retail-world.ts';
import type { WorldEdit } from '../world/world-edit.ts';
import { orderSchema, type RetailOrder } from '../world-schema.ts';
import {
  chargePaymentMethod,
  giftCardBalances,
  requireCover,
  touchedResources,
} from './gift-card-balances.ts';
import { nanoUsdOf, usdText } from './money-text.ts';
import { orderIdInput } from './order-id-input.ts';
import { itemModifiedStatus, requirePending } from './order-status.ts';
import { paymentMethodInput } from './payment-method-input.ts';
import { paymentMethodOf } from './payment-method-of.ts';
import { labelledLine } from './preview-lines.ts';
import { methodState, orderState } from './world-state.ts';
import { type WritePlan, worldWrite } from './world-write.ts';

const name = 'modify_pending_order_payment';

const inputSchema = z.strictObject({ order_id: orderIdInput, payment_method_id: paymentMethodInput });
type Input = z.output<typeof inputSchema>;

/** Moves the one payment of a pending order to another payment method of the user. */
export function modifyPendingOrderPayment(world: RetailWorld): Tool {
  return defineTool({
    name,
    description:
      'Pay a pending order with another payment method; the first one is refunded. Explain the change and get an explicit yes first. Returns the order.',
    input: inputSchema,
    output: orderSchema,
    effect: 'compensable',
    facts,
    verify: (order, input) =>
      order.payment_history.some((payment) => payment.payment_method_id === input.payment_method_id)
        ? undefined
        : 'the order has no payment by the new method',
    ...worldWrite(world, name, plan),
  });
}

function facts(input: Input): ToolFacts {
  return {
    stakes: 'high',
    resources: [`order:${input.order_id}`, `payment-method:${input.payment_method_id}`, giftCardBalances],
    intent: `pay:${input.order_id}`,
    summary: `pay ${input.order_id} with ${input.payment_method_id}`,
  };
}

async function plan(edit: WorldEdit, input: Input): Promise<WritePlan<RetailOrder>> {
  const order = await edit.order(input.order_id);
  if (order.status !== itemModifiedStatus) requirePending(order, 'modified');
  const user = await edit.user(order.user_id);
  const method = paymentMethodOf(user, input.payment_method_id);
  const [payment, ...more] = order.payment_history;
  if (payment?.transaction_type !== 'payment' || more.length > 0) {
    throw new ToolError(
      `There must be exactly one payment: order ${order.order_id} has ${order.payment_history.length} payments and refunds, so its payment method cannot be changed. Nothing was changed.`,
    );
  }
  if (payment.payment_method_id === method.id) {
    throw new ToolError(
      `The new payment method must be a different one: order ${order.order_id} is paid with ${method.id} already. Nothing was changed.`,
    );
  }
  requireCover(method, payment.amount, `order ${order.order_id}`);
  const refunded = paymentMethodOf(user, payment.payment_method_id);
  const amount = usdText(payment.amount);
  return {
    preview: [
      `Charge ${amount} for order ${order.order_id} to ${method.id} and refund it to ${refunded.id}`,
      labelledLine('order', `paid with ${refunded.id} → ${method.id}; stays ${order.status}`),
      labelledLine('undo', `refunds ${method.id} and charges ${refunded.id} again`),
    ],
    restsOn: { ...orderState(order, 'status', 'payments'), ...methodState([refunded, method]) },
    facts: {
      ...facts(input),
      resources: touchedResources(order, [refunded, method]),
      amountNanoUsd: nanoUsdOf(payment.amount),
      summary: `pay ${order.order_id} (${amount}) with ${method.id} instead of ${refunded.id}`,
    },
    apply: () => {
      chargePaymentMethod(method, payment.amount);
      chargePaymentMethod(refunded, -payment.amount);
      order.payment_history.push(
        { transaction_type: 'payment', amount: payment.amount, payment_method_id: method.id },
        { ...payment, transaction_type: 'refund' },
      );
      return order;
    },
  };
}
