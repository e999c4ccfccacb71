import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { JsonObject } from '../../../../src/core/values/json.ts';
import { openRetailWorld } from '../../../../src/samples/retail/open-retail-world.ts';
import { sampleWorld } from '../../../../src/samples/retail/sample-world.ts';
import type { RetailWorld } from '../../../../src/samples/retail/world/retail-world.ts';
import { runRetailTool } from '../../../support/run-retail-tool.ts';
import { prepareWorldCopies, type WorldCopies } from '../../../support/world-copies.ts';

let copies: WorldCopies;
let world: RetailWorld;
let calls = 0;
beforeAll(async () => {
  copies = await prepareWorldCopies(sampleWorld);
});
beforeEach(async () => {
  world = openRetailWorld(await copies.copy());
});
afterEach(() => world.close());
afterAll(() => copies.remove());

const call = (name: string, args: JsonObject) => runRetailTool(world, name, args, `k${++calls}/run`);
const swap = (order_id: string, item_ids: string[], new_item_ids: string[], payment_method_id: string) => ({
  order_id,
  item_ids,
  new_item_ids,
  payment_method_id,
});
const address = {
  address1: '1 New Street',
  address2: '',
  city: 'Salem',
  state: 'OR',
  country: 'USA',
  zip: '97301',
};

describe('what the tools refuse', () => {
  it.each<[rule: string, tool: string, args: JsonObject, words: RegExp]>([
    [
      'a reason that the policy does not know',
      'cancel_pending_order',
      { order_id: '#W1001', reason: 'too dear' },
      /^Invalid reason: 'too dear'/,
    ],
    [
      'cancelling a processed order',
      'cancel_pending_order',
      { order_id: '#W1006', reason: 'no longer needed' },
      /^Non-pending order cannot be cancelled.*'processed'/,
    ],
    [
      'shipping a delivered order elsewhere',
      'modify_pending_order_address',
      { order_id: '#W1002', ...address },
      /^Non-pending order cannot be modified/,
    ],
    [
      'an order that is not there',
      'modify_pending_order_address',
      { order_id: '#W9', ...address },
      /^Order not found: #W9/,
    ],
    [
      'a user who is not there',
      'modify_user_address',
      { user_id: 'nobody', ...address },
      /^User not found: nobody with the id nobody/,
    ],
    [
      "a payment method that is not the user's",
      'modify_pending_order_payment',
      { order_id: '#W1003', payment_method_id: 'paypal_31' },
      /^Payment method not found: .*but gift_card_77, credit_card_12/,
    ],
    [
      'a payment method by the name of an inherited property',
      'modify_pending_order_payment',
      { order_id: '#W1003', payment_method_id: 'constructor' },
      /^Payment method not found/,
    ],
    [
      'the payment method that is used already',
      'modify_pending_order_payment',
      { order_id: '#W1001', payment_method_id: 'gift_card_77' },
      /must be a different one/,
    ],
    [
      'a gift card that does not cover the order',
      'modify_pending_order_payment',
      { order_id: '#W1003', payment_method_id: 'gift_card_77' },
      /^Insufficient gift card balance: gift_card_77 holds 40, .* \(41.3\)/,
    ],
    [
      'a new item of another product',
      'modify_pending_order_items',
      swap('#W1003', ['440301'], ['440101'], 'credit_card_12'),
      /^Variant not found: 440101 is no variant of Cast-Iron Teapot/,
    ],
    [
      'a new item that is out of stock',
      'modify_pending_order_items',
      swap('#W1003', ['440301'], ['440303'], 'credit_card_12'),
      /^New item not available: 440303/,
    ],
    [
      'an item for itself',
      'modify_pending_order_items',
      swap('#W1003', ['440301'], ['440301'], 'credit_card_12'),
      /replaced by itself/,
    ],
    [
      'an item that is not in the order',
      'modify_pending_order_items',
      swap('#W1003', ['440101'], ['440102'], 'credit_card_12'),
      /has no item 440101/,
    ],
    [
      'an item more often than the order has it',
      'exchange_delivered_order_items',
      swap('#W1002', ['440602', '440602', '440602'], ['440601', '440601', '440601'], 'credit_card_12'),
      /has only 2 of item 440602/,
    ],
    [
      'no items',
      'return_delivered_order_items',
      { order_id: '#W1002', item_ids: [], payment_method_id: 'credit_card_12' },
      /^No items were named/,
    ],
    [
      'a refund to a new payment method',
      'return_delivered_order_items',
      { order_id: '#W1011', item_ids: ['440302'], payment_method_id: 'credit_card_61' },
      /must be the original one, paypal_62/,
    ],
    [
      'a gift card that does not cover the price difference',
      'exchange_delivered_order_items',
      swap('#W1005', ['440501'], ['440502'], 'gift_card_32'),
      /^Insufficient gift card balance: gift_card_32 holds 12.5, .* \(54.51\)/,
    ],
    ['an item that is not there', 'get_item_details', { item_id: '4401' }, /^Item not found: 4401/],
  ])('%s', async (_rule, tool, args, words) => {
    expect(await call(tool, args)).toEqual({ kind: 'error', message: expect.stringMatching(words) });
    expect(await world.exportWorld()).toEqual(sampleWorld);
  });

  it('any change of an order whose items were modified', async () => {
    await call('modify_pending_order_items', swap('#W1003', ['440301'], ['440302'], 'credit_card_12'));
    const modified = await world.order('#W1003');
    expect([
      await call('modify_pending_order_items', swap('#W1003', ['440302'], ['440301'], 'credit_card_12')),
      await call('cancel_pending_order', { order_id: '#W1003', reason: 'no longer needed' }),
      await call('modify_pending_order_address', { order_id: '#W1003', ...address }),
      await call('modify_pending_order_payment', { order_id: '#W1003', payment_method_id: 'gift_card_77' }),
    ]).toMatchObject([
      { kind: 'error', message: expect.stringContaining('its items were modified already') },
      { kind: 'error', message: expect.stringContaining('its items were modified already') },
      { kind: 'error', message: expect.stringContaining('its items were modified already') },
      { kind: 'error', message: expect.stringContaining('exactly one payment') },
    ]);
    expect(await world.order('#W1003')).toEqual(modified);
  });

  it('a second return or exchange of one order', async () => {
    const back = { order_id: '#W1002', item_ids: ['440401'], payment_method_id: 'gift_card_77' };
    expect(await call('return_delivered_order_items', back)).toMatchObject({ kind: 'output' });
    expect(await call('return_delivered_order_items', back)).toMatchObject({ kind: 'error' });
    expect(
      await call('exchange_delivered_order_items', swap('#W1002', ['440602'], ['440601'], 'credit_card_12')),
    ).toMatchObject({ kind: 'error', message: expect.stringContaining("'return requested'") });
  });
});

describe('what the tools do', () => {
  it('two equal items become two different ones, each with its own price', async () => {
    const answer = await call(
      'exchange_delivered_order_items',
      swap('#W1002', ['440602', '440602'], ['440603', '440601'], 'credit_card_12'),
    );
    expect(answer).toMatchObject({
      output: { exchange_new_items: ['440601', '440603'], exchange_price_difference: -5.25 },
    });
  });

  it('a change of payment method moves the payment, and cancelling then refunds only what is still paid', async () => {
    await call('modify_pending_order_payment', { order_id: '#W1009', payment_method_id: 'gift_card_51' });
    const answer = await call('cancel_pending_order', { order_id: '#W1009', reason: 'no longer needed' });
    expect(answer).toMatchObject({
      output: {
        payment_history: [
          { transaction_type: 'payment', amount: 142.75, payment_method_id: 'paypal_52' },
          { transaction_type: 'payment', amount: 142.75, payment_method_id: 'gift_card_51' },
          { transaction_type: 'refund', amount: 142.75, payment_method_id: 'paypal_52' },
          { transaction_type: 'refund', amount: 142.75, payment_method_id: 'gift_card_51' },
        ],
      },
    });
    expect((await world.user('dev_anand_1004'))?.payment_methods.gift_card_51).toMatchObject({
      balance: 350,
    });
  });

  it('users are found whatever the case of their email and name', async () => {
    expect(await call('find_user_id_by_email', { email: 'Ada@Example.com' })).toMatchObject({
      output: 'ada_winter_1001',
    });
    expect(
      await call('find_user_id_by_name_zip', { first_name: 'ADA', last_name: 'winter', zip: '97201' }),
    ).toMatchObject({ output: 'ada_winter_1001' });
  });

  it('an item is read with its options, price and availability', async () => {
    expect(await call('get_item_details', { item_id: '440104' })).toEqual({
      kind: 'output',
      output: {
        item_id: '440104',
        options: { color: 'ivory', switch: 'pull cord' },
        available: false,
        price: 61.4,
      },
    });
  });
});
