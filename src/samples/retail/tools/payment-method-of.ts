import { ToolError } from '../../../tools/errors/tool-error.ts';
import type { RetailPaymentMethod, RetailUser } from '../world-schema.ts';

/** @throws ToolError when the user has no such payment method. */
export function paymentMethodOf(user: RetailUser, paymentMethodId: string): RetailPaymentMethod {
  const method = Object.hasOwn(user.payment_methods, paymentMethodId)
    ? user.payment_methods[paymentMethodId]
    : undefined;
  if (method !== undefined) return method;
  throw new ToolError(
    `Payment method not found: ${user.user_id} has no ${paymentMethodId}, but ${Object.keys(user.payment_methods).join(', ') || 'none at all'}. Nothing was changed.`,
  );
}
