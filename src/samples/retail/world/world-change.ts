import { isDeepStrictEqual } from 'node:util';
import { given } from '../../../core/values/given.ts';
import type { Json } from '../../../core/values/json.ts';
import type { RetailOrder, RetailUser } from '../world-schema.ts';

/**
 * One thing that a write changed, with what stood there before: what an undo puts back.
 *
 * A gift card's balance is not a field to be restored but an amount to be given back, for others spend from it too.
 * `before` or `after` is absent where the field was.
 */
export type WorldChange =
  | {
      readonly kind: 'field';
      readonly entity: 'order' | 'user';
      readonly id: string;
      readonly field: string;
      readonly before?: Json;
      readonly after?: Json;
    }
  | {
      readonly kind: 'balance';
      readonly userId: string;
      readonly paymentMethodId: string;
      readonly before: number;
      readonly after: number;
    };

/** List what differs between two states of one order. */
export function orderChanges(before: RetailOrder, after: RetailOrder): WorldChange[] {
  return fieldChanges('order', before.order_id, before, after);
}

/** List what differs between two states of one user. Of payment methods, only balances may differ. */
export function userChanges(before: RetailUser, after: RetailUser): WorldChange[] {
  const { payment_methods: methodsBefore, ...restBefore } = before;
  const { payment_methods: methodsAfter, ...restAfter } = after;
  const balances = Object.values(methodsBefore).flatMap((method): WorldChange[] => {
    const now = methodsAfter[method.id];
    if (isDeepStrictEqual(method, now)) return [];
    if (method.source !== 'gift_card' || now?.source !== 'gift_card') {
      throw new Error(
        `payment method ${method.id} changed in more than its balance; no undo is known for that`,
      );
    }
    return [
      {
        kind: 'balance',
        userId: before.user_id,
        paymentMethodId: method.id,
        before: method.balance,
        after: now.balance,
      },
    ];
  });
  return [...fieldChanges('user', before.user_id, restBefore, restAfter), ...balances];
}

function fieldChanges(entity: 'order' | 'user', id: string, before: object, after: object): WorldChange[] {
  const old = before as Readonly<Record<string, Json>>;
  const now = after as Readonly<Record<string, Json>>;
  return [...new Set([...Object.keys(old), ...Object.keys(now)])]
    .filter((field) => !isDeepStrictEqual(old[field], now[field]))
    .map((field) => ({
      kind: 'field' as const,
      entity,
      id,
      field,
      ...given({ before: old[field], after: now[field] }),
    }));
}
