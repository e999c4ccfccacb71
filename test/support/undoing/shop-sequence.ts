import fc from 'fast-check';
import type { JsonObject } from '../../../src/core/values/json.ts';
import { sampleWorld } from '../../../src/samples/retail/sample-world.ts';
import type { RetailOrder } from '../../../src/samples/retail/world-schema.ts';
import { newAddress } from '../retail-writes.ts';
import type { ForeignChange } from './foreign-change.ts';

export interface ProposedCall {
  readonly name: string;
  readonly arguments: JsonObject;
}

/** What a run proposes, turn by turn, and what others do before each turn; the last of these after the run. */
export interface ShopSequence {
  readonly turns: readonly (readonly ProposedCall[])[];
  readonly foreign: readonly (readonly ForeignChange[])[];
}

const orders = Object.values(sampleWorld.orders);
const users = Object.values(sampleWorld.users);
const pending = orders.filter(({ status }) => status === 'pending');
const delivered = orders.filter(({ status }) => status === 'delivered');

const address = fc
  .constantFrom('1 New Street', '2 Other Road', '3 Third Avenue')
  .map((address1) => ({ ...newAddress, address1 }));
const pendingOrder = fc.constantFrom(...pending);
const deliveredOrder = fc.constantFrom(...delivered);

const cancel = fc
  .tuple(pendingOrder, fc.constantFrom('no longer needed', 'ordered by mistake'))
  .map(([{ order_id }, reason]) => call('cancel_pending_order', { order_id, reason }));
const ship = fc
  .tuple(pendingOrder, address)
  .map(([{ order_id }, to]) => call('modify_pending_order_address', { order_id, ...to }));
const move = fc
  .tuple(fc.constantFrom(...users), address)
  .map(([{ user_id }, to]) => call('modify_user_address', { user_id, ...to }));
const pay = withMethod(pendingOrder).map(([{ order_id }, payment_method_id]) =>
  call('modify_pending_order_payment', { order_id, payment_method_id }),
);
const swap = withVariant(pendingOrder).map((swapped) => call('modify_pending_order_items', swapped));
const exchange = withVariant(deliveredOrder).map((swapped) =>
  call('exchange_delivered_order_items', swapped),
);
const giveBack = withMethod(deliveredOrder).chain(([order, payment_method_id]) =>
  fc
    .subarray(
      order.items.map(({ item_id }) => item_id),
      { minLength: 1 },
    )
    .map((item_ids) =>
      call('return_delivered_order_items', { order_id: order.order_id, item_ids, payment_method_id }),
    ),
);
const notice = fc
  .constantFrom(...users)
  .map(({ email }) => call('send_notice', { to: email, text: 'Something was changed.' }));

const anyCall = fc.oneof(cancel, ship, move, pay, swap, exchange, giveBack, { arbitrary: notice, weight: 1 });
const turns = fc.array(fc.array(anyCall, { minLength: 1, maxLength: 3 }), { minLength: 1, maxLength: 5 });

/** Somebody else at work on what the run works on, or anywhere. */
function foreignChange(proposed: readonly ProposedCall[]): fc.Arbitrary<ForeignChange> {
  const named = (field: string): string[] =>
    proposed.flatMap(({ arguments: args }) => (typeof args[field] === 'string' ? [args[field]] : []));
  const anyOrder = [...pending, ...delivered].map(({ order_id }) => order_id);
  const orderId = fc.constantFrom(...(named('order_id').length > 0 ? named('order_id') : anyOrder));
  const anyUser = users.map(({ user_id }) => user_id);
  const userId = fc.constantFrom(...(named('user_id').length > 0 ? named('user_id') : anyUser));
  return fc.oneof(
    fc.record({
      kind: fc.constant('order address' as const),
      orderId,
      mark: fc.constantFrom('9 Foreign Street', '8 Foreign Road'),
    }),
    fc.record({
      kind: fc.constant('order status' as const),
      orderId,
      mark: fc.constantFrom('lost', 'processed'),
    }),
    fc.record({
      kind: fc.constant('user address' as const),
      userId,
      mark: fc.constantFrom('7 Foreign Street', '6 Foreign Road'),
    }),
    fc
      .tuple(fc.constantFrom(...giftCards()), fc.constantFrom(5, 0.1, -7.5, -400))
      .map(([card, addedUsd]) => ({ kind: 'gift card' as const, ...card, addedUsd })),
  );
}

/** Up to fifteen calls of the seven writing tools, and notices, on a shop small enough for them to meet. */
export const shopSequence: fc.Arbitrary<ShopSequence> = turns.map((proposed) => ({
  turns: proposed,
  foreign: [],
}));

/** The same with others at work before and during the run, and surely after it. */
export const disturbedShopSequence: fc.Arbitrary<ShopSequence> = turns.chain((proposed) => {
  const change = foreignChange(proposed.flat());
  const meanwhile = fc.array(change, { maxLength: 1 });
  return fc
    .tuple(
      fc.array(meanwhile, { minLength: proposed.length, maxLength: proposed.length }),
      fc.array(change, { minLength: 1, maxLength: 3 }),
    )
    .map(([during, after]) => ({ turns: proposed, foreign: [...during, after] }));
});

function call(name: string, args: JsonObject): ProposedCall {
  return { name, arguments: args };
}

function withMethod(order: fc.Arbitrary<RetailOrder>): fc.Arbitrary<[RetailOrder, string]> {
  return order.chain((one) =>
    fc
      .constantFrom(...Object.keys(sampleWorld.users[one.user_id]?.payment_methods ?? {}))
      .map((method): [RetailOrder, string] => [one, method]),
  );
}

/** One item of the order for another one of its product. */
function withVariant(order: fc.Arbitrary<RetailOrder>): fc.Arbitrary<JsonObject> {
  return withMethod(order).chain(([one, payment_method_id]) =>
    fc.constantFrom(...one.items).chain((item) =>
      fc
        .constantFrom(...Object.keys(sampleWorld.products[item.product_id]?.variants ?? {}))
        .map((newItem) => ({
          order_id: one.order_id,
          item_ids: [item.item_id],
          new_item_ids: [newItem],
          payment_method_id,
        })),
    ),
  );
}

function giftCards(): { userId: string; cardId: string }[] {
  return users.flatMap(({ user_id, payment_methods }) =>
    Object.values(payment_methods)
      .filter(({ source }) => source === 'gift_card')
      .map(({ id }) => ({ userId: user_id, cardId: id })),
  );
}
