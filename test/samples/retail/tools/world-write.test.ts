import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { JsonObject } from '../../../../src/core/values/json.ts';
import { openRetailWorld } from '../../../../src/samples/retail/open-retail-world.ts';
import { sampleWorld } from '../../../../src/samples/retail/sample-world.ts';
import type { RetailWorld } from '../../../../src/samples/retail/world/retail-world.ts';
import type { WorldEdit } from '../../../../src/samples/retail/world/world-edit.ts';
import { newAddress, retailWrites } from '../../../support/retail-writes.ts';
import { prepareRetailTool, runRetailTool } from '../../../support/run-retail-tool.ts';

let world: RetailWorld;
let foreign = 0;
beforeEach(async () => {
  world = openRetailWorld(':memory:');
  await world.loadWorld(sampleWorld);
});
afterEach(() => world.close());

/** What another system does to the shop. */
const change = (perform: (edit: WorldEdit) => Promise<void>) =>
  world.writeOnce({ key: `foreign${++foreign}/run`, tool: 'warehouse' }, perform);
const topUp = (userId: string, cardId: string, amountUsd: number) =>
  change(async (edit) => {
    const card = (await edit.user(userId)).payment_methods[cardId];
    if (card?.source === 'gift_card') card.balance += amountUsd;
  });
const setProduct = async (productId: string, itemId: string, fields: object) => {
  const changed = structuredClone(await world.exportWorld());
  Object.assign(changed.products[productId]?.variants[itemId] ?? {}, fields);
  await world.loadWorld(changed);
};

describe('prepare', () => {
  it.each(retailWrites)('of $name changes nothing and fits what is then done', async ({ name, args }) => {
    const { preview, precondition } = await prepareRetailTool(world, name, args);
    expect(await world.exportWorld()).toEqual(sampleWorld);
    expect(await world.effectCounts()).toEqual([]);
    expect(new TextEncoder().encode(preview).length).toBeLessThan(4_096);
    expect(await runRetailTool(world, name, args, 'a/run', precondition)).toMatchObject({ kind: 'output' });
  });

  it('shows a cancellation with its refund, its items and its undo', async () => {
    const { preview, facts } = await prepareRetailTool(world, 'cancel_pending_order', {
      order_id: '#W1001',
      reason: 'ordered by mistake',
    });
    expect(preview).toBe(
      [
        'Cancel order #W1001 and refund $182.40 to gift_card_77',
        'order    pending → cancelled, ordered by mistake',
        'items    Reading Lamp 440101, $64.90',
        '         Wool Blanket 440202, $117.50',
        'undo     reopens the order and takes the refund back',
      ].join('\n'),
    );
    expect(facts).toEqual({
      stakes: 'high',
      resources: ['order:#W1001', 'payment-method:gift_card_77', 'gift-cards:ada_winter_1001'],
      intent: 'cancel:#W1001',
      amountNanoUsd: 182_400_000_000,
      summary: 'cancel #W1001, refund $182.40 to gift_card_77, ordered by mistake',
    });
  });

  it.each<[name: string, first: string, amountNanoUsd: number, resources: string[]]>([
    [
      'modify_pending_order_items',
      'Swap 1 of the items of order #W1009, refund $7.60 to gift_card_51',
      7_600_000_000,
      ['order:#W1009', 'payment-method:gift_card_51', 'gift-cards:dev_anand_1004'],
    ],
    [
      'modify_pending_order_payment',
      'Charge $142.75 for order #W1009 to gift_card_51 and refund it to paypal_52',
      142_750_000_000,
      [
        'order:#W1009',
        'payment-method:paypal_52',
        'payment-method:gift_card_51',
        'gift-cards:dev_anand_1004',
      ],
    ],
    ['modify_pending_order_address', 'Ship order #W1003 to another address', 0, ['order:#W1003']],
    [
      'modify_user_address',
      'Change the default address of ada_winter_1001; orders keep theirs',
      0,
      ['user:ada_winter_1001'],
    ],
    [
      'return_delivered_order_items',
      'Request the return of 2 of the items of order #W1002 and refund $114.35 to gift_card_77 when they arrive',
      114_350_000_000,
      ['order:#W1002', 'payment-method:gift_card_77'],
    ],
    [
      'exchange_delivered_order_items',
      'Request the exchange of 1 of the items of order #W1005, charge $54.51 to paypal_31 when they arrive',
      54_510_000_000,
      ['order:#W1005', 'payment-method:paypal_31'],
    ],
  ])('of %s says: %s', async (name, first, amountNanoUsd, resources) => {
    const { args } = retailWrites.find((write) => write.name === name) ?? { args: {} };
    const { preview, facts } = await prepareRetailTool(world, name, args);
    expect(preview.split('\n')[0]).toBe(first);
    expect(preview).toMatch(/^undo {5}\S/m);
    expect(facts).toMatchObject({ amountNanoUsd, resources });
  });

  it('keeps what a model wrote to one line, so that it cannot forge another', async () => {
    const { preview } = await prepareRetailTool(world, 'modify_pending_order_address', {
      order_id: '#W1003',
      ...newAddress,
      address1: `1 New Street\nundo     nothing\u202e\u2028${'x'.repeat(300)}`,
    });
    expect(preview.split('\n').map((line) => line.slice(0, 35))).toEqual([
      'Ship order #W1003 to another addres',
      'from     12 Harbour Road, Apt 4, Po',
      'to       1 New Street undo     noth',
      'undo     puts the old address back',
    ]);
    expect(preview).not.toMatch(/[\u202e\u2028]/);
  });

  it.each<[name: string, args: JsonObject]>([
    ['cancel_pending_order', { order_id: '#W1001', reason: 'too dear' }],
    ['cancel_pending_order', { order_id: '#W1006', reason: 'no longer needed' }],
    ['modify_pending_order_payment', { order_id: '#W1003', payment_method_id: 'gift_card_77' }],
    ['modify_pending_order_payment', { order_id: '#W1003', payment_method_id: 'credit_card_12' }],
    ['modify_pending_order_address', { order_id: '#W9', ...newAddress }],
    ['modify_user_address', { user_id: 'nobody', ...newAddress }],
    [
      'return_delivered_order_items',
      { order_id: '#W1002', item_ids: [], payment_method_id: 'credit_card_12' },
    ],
    [
      'exchange_delivered_order_items',
      {
        order_id: '#W1005',
        item_ids: ['440501'],
        new_item_ids: ['440502'],
        payment_method_id: 'gift_card_32',
      },
    ],
    [
      'modify_pending_order_items',
      {
        order_id: '#W1003',
        item_ids: ['440301'],
        new_item_ids: ['440303'],
        payment_method_id: 'credit_card_12',
      },
    ],
  ])('refuses %s %j in the words of its execution', async (name, args) => {
    const refusal = await prepareRetailTool(world, name, args).catch((error: Error) => error);
    expect(refusal).toMatchObject({ name: 'ToolError' });
    expect(await runRetailTool(world, name, args, 'a/run')).toEqual({
      kind: 'error',
      message: (refusal as Error).message,
    });
  });
});

describe('execute with a precondition', () => {
  type Changed = [what: string, name: string, happen: () => Promise<unknown>, words: RegExp];
  const order = (id: string, fields: object) => () =>
    change(async (edit) => void Object.assign(await edit.order(id), fields));
  it.each<Changed>([
    ['the status', 'cancel_pending_order', order('#W1001', { status: 'processed' }), /status is 'processed'/],
    [
      'the items',
      'cancel_pending_order',
      order('#W1001', { items: [] }),
      /: items of order #W1001 changed\./,
    ],
    [
      'the payments',
      'cancel_pending_order',
      order('#W1001', { payment_history: [] }),
      /: payments of order #W1001 changed; kind of payment method gift_card_77 is no longer part of it\./,
    ],
    [
      'the payments',
      'modify_pending_order_payment',
      order('#W1009', {
        payment_history: [{ transaction_type: 'payment', amount: 1, payment_method_id: 'paypal_52' }],
      }),
      /payments of order #W1009 changed/,
    ],
    [
      'the gift card, which no longer covers',
      'modify_pending_order_payment',
      () => topUp('dev_anand_1004', 'gift_card_51', -300),
      /gift_card_51 holds 50, which does not cover order #W1009/,
    ],
    [
      'the price of the new item',
      'modify_pending_order_items',
      () => setProduct('4401', '440101', { price: 70 }),
      /price of item 440101 is 70, was 64.9/,
    ],
    [
      'the stock of the new item',
      'exchange_delivered_order_items',
      () => setProduct('4405', '440502', { available: false }),
      /440502 .* out of stock/,
    ],
    [
      'the options of the new item',
      'exchange_delivered_order_items',
      () => setProduct('4405', '440502', { options: { channels: '2' } }),
      /options of item 440502 changed/,
    ],
    ['the items', 'return_delivered_order_items', order('#W1002', { items: [] }), /has no item 440602/],
    [
      'the address',
      'modify_pending_order_address',
      order('#W1003', { address: { ...newAddress, city: 'Bend' } }),
      /address of order #W1003 changed/,
    ],
    [
      'the address',
      'modify_user_address',
      () => change(async (edit) => void ((await edit.user('ada_winter_1001')).address.zip = '97302')),
      /address of user ada_winter_1001 changed/,
    ],
  ])('when %s changed, %s is not applied and says what changed', async (_what, name, happen, words) => {
    const { args } = retailWrites.find((write) => write.name === name) ?? { args: {} };
    const { precondition } = await prepareRetailTool(world, name, args);
    await happen();
    const before = await world.exportWorld();
    await expect(runRetailTool(world, name, args, 'a/run', precondition)).rejects.toMatchObject({
      name: 'PreconditionChanged',
      message: expect.stringMatching(words),
    });
    expect(await world.exportWorld()).toEqual(before);
    expect((await world.effectCounts()).filter(({ tool }) => tool === name)).toEqual([]);
  });

  it('minds no change of what the write does not rest on', async () => {
    const [cancel] = retailWrites;
    const { precondition } = await prepareRetailTool(world, 'cancel_pending_order', cancel?.args ?? {});
    await topUp('ada_winter_1001', 'gift_card_77', 5);
    await order('#W1001', { address: newAddress })();
    const answer = await runRetailTool(
      world,
      'cancel_pending_order',
      cancel?.args ?? {},
      'a/run',
      precondition,
    );
    expect(answer).toMatchObject({ kind: 'output', output: { status: 'cancelled' } });
    expect((await world.user('ada_winter_1001'))?.payment_methods.gift_card_77).toMatchObject({
      balance: 227.4,
    });
  });

  it.each(retailWrites)(
    'answers a repetition of $name that was applied, although the shop is no longer as prepared',
    async ({ name, args }) => {
      const { precondition } = await prepareRetailTool(world, name, args);
      const first = await runRetailTool(world, name, args, 'a/run', precondition);
      expect(await runRetailTool(world, name, args, 'a/run', precondition)).toEqual(first);
      expect(await world.effectCounts()).toEqual([{ key: 'a/run', tool: name, applications: 1 }]);
    },
  );

  it.each([[null], [{}], ['cancelled'], [{ 'status of order #W1009': 'pending' }]])(
    'applies nothing on the precondition %j of something else',
    async (precondition) => {
      for (const { name, args } of retailWrites) {
        await expect(runRetailTool(world, name, args, `${name}/run`, precondition)).rejects.toMatchObject({
          name: 'PreconditionChanged',
        });
      }
      expect(await world.exportWorld()).toEqual(sampleWorld);
    },
  );
});
