import { ToolError } from '../../../tools/errors/tool-error.ts';
import { roundCents } from '../world/round-cents.ts';
import type { RetailOrder, RetailPaymentMethod } from '../world-schema.ts';

/**
 * The resource of every call that changes, checks or shows a gift card's balance.
 *
 * The arguments of a cancellation name neither the user nor the card, so that the calls of one turn can only be kept in
 * order by a resource that they all share.
 */
export const giftCardBalances = 'gift-card-balances:all';

/** The resource that takes its place where the user is known: that of calls on the gift cards of this user. */
export function giftCardsOf(userId: string): string {
  return `gift-cards:${userId}`;
}

/** What a write touches that works on an order and on payment methods of its user, once all of them are known. */
export function touchedResources(order: RetailOrder, methods: readonly RetailPaymentMethod[]): string[] {
  return [
    `order:${order.order_id}`,
    ...new Set(methods.map(({ id }) => `payment-method:${id}`)),
    ...(methods.some(({ source }) => source === 'gift_card') ? [giftCardsOf(order.user_id)] : []),
  ];
}

/** Refuse a gift card that cannot cover an amount; other payment methods cover everything. */
export function requireCover(method: RetailPaymentMethod, amountUsd: number, purpose: string): void {
  if (method.source !== 'gift_card' || method.balance >= amountUsd) return;
  throw new ToolError(
    `Insufficient gift card balance: ${method.id} holds ${method.balance}, which does not cover ${purpose} (${roundCents(amountUsd)}). Nothing was changed; ask for another payment method.`,
  );
}

/** Take an amount off a gift card, or put it on when negative; other payment methods keep no balance here. */
export function chargePaymentMethod(method: RetailPaymentMethod, amountUsd: number): void {
  if (method.source === 'gift_card') method.balance = roundCents(method.balance - amountUsd);
}
