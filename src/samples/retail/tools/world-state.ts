import { digestOf } from '../../../core/values/digest.ts';
import type { Json, JsonObject } from '../../../core/values/json.ts';
import type { RetailOrder, RetailPaymentMethod, RetailUser, RetailVariant } from '../world-schema.ts';

/** What a write rests on, by a name that people understand; long parts stand there as digests. */
export type WorldState = JsonObject;

const digestPrefix = 'sha256:';

/** Take down the named parts of an order. */
export function orderState(
  order: RetailOrder,
  ...parts: readonly ('status' | 'items' | 'payments' | 'address')[]
): WorldState {
  const values = {
    status: () => order.status,
    items: () => digest(order.items),
    payments: () => digest(order.payment_history),
    address: () => digest(order.address),
  };
  return Object.fromEntries(
    parts.map((part) => [`${part} of order ${order.order_id}`, values[part]()] as const),
  );
}

/** Take down a user's address. */
export function addressState(user: RetailUser): WorldState {
  return { [`address of user ${user.user_id}`]: digest(user.address) };
}

/** Take down what a variant is, costs, and whether it can be had. */
export function variantState(variant: RetailVariant): WorldState {
  const { item_id, price, available, options } = variant;
  return {
    [`price of item ${item_id}`]: price,
    [`availability of item ${item_id}`]: available,
    [`options of item ${item_id}`]: digest(options),
  };
}

/** Take down of what kind payment methods are. A gift card's balance is no part of it: whether it covers is. */
export function methodState(methods: readonly RetailPaymentMethod[]): WorldState {
  return Object.fromEntries(methods.map(({ id, source }) => [`kind of payment method ${id}`, source]));
}

/** Say what differs between the state that something was prepared on and the present one, one phrase each. */
export function changesSince(prepared: Json, now: WorldState): string[] {
  if (typeof prepared !== 'object' || prepared === null || Array.isArray(prepared)) {
    return ['what it was prepared on is not a state of this shop'];
  }
  const keys = [...new Set([...Object.keys(prepared), ...Object.keys(now)])];
  return keys.flatMap((key) => {
    const [before, present] = [prepared[key], now[key]];
    if (before !== undefined && present !== undefined && digestOf(before) === digestOf(present)) return [];
    if (before === undefined) return [`${key} was not part of it`];
    if (present === undefined) return [`${key} is no longer part of it`];
    if (isDigest(before) || isDigest(present)) return [`${key} changed`];
    return [`${key} is ${JSON.stringify(present)}, was ${JSON.stringify(before)}`];
  });
}

function digest(value: unknown): string {
  return digestPrefix + digestOf(value);
}

function isDigest(value: Json): boolean {
  return typeof value === 'string' && value.startsWith(digestPrefix);
}
