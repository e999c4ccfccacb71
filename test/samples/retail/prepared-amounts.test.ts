import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { usdToNanoUsd } from '../../../src/core/budget/money.ts';
import type { JsonObject } from '../../../src/core/values/json.ts';
import { openRetailWorld } from '../../../src/samples/retail/open-retail-world.ts';
import type { RetailOrder } from '../../../src/samples/retail/world-schema.ts';
import { prepareRetailTool, retailTool, runRetailTool } from '../../support/run-retail-tool.ts';
import { missingTau2, readGoldReplays, readRetailDb } from '../../support/tau2.ts';
import { prepareWorldCopies, type WorldCopies } from '../../support/world-copies.ts';

const nano = (amountUsd: number): number => usdToNanoUsd(Math.abs(amountUsd).toFixed(9));
const sum = (amounts: readonly number[]): number => amounts.reduce((all, one) => all + nano(one), 0);

/** What a write's own order then says that it moved, for each of the tools that move money. */
const moved: Record<string, (after: RetailOrder, before: RetailOrder, args: JsonObject) => number> = {
  cancel_pending_order: (after, before) =>
    sum(after.payment_history.slice(before.payment_history.length).map(({ amount }) => amount)),
  modify_pending_order_items: (after, before) =>
    sum(after.payment_history.slice(before.payment_history.length).map(({ amount }) => amount)),
  exchange_delivered_order_items: (after) => nano(after.exchange_price_difference ?? Number.NaN),
  return_delivered_order_items: (after, before) =>
    sum((after.return_items ?? []).map((id) => before.items.find((item) => item.item_id === id)?.price ?? 0)),
};

describe.skipIf(missingTau2)(`prepare on the gold replays ${missingTau2 || ''}`, () => {
  const replays = missingTau2 ? [] : readGoldReplays();
  const writes: Record<string, number> = {};
  let copies: WorldCopies;
  beforeAll(async () => {
    copies = await prepareWorldCopies(readRetailDb());
  });
  afterAll(() => copies.remove());

  it.each(replays)(
    'task $task_id: amounts are those that are moved, refusals those that are made',
    async (replay) => {
      const world = openRetailWorld(await copies.copy());
      try {
        for (const [index, { name, arguments: args }] of replay.steps.entries()) {
          if (retailTool(world, name).effect === 'read') continue;
          const before = await world.order(String(args.order_id));
          const prepared = await prepareRetailTool(world, name, args).catch((error: Error) => error);
          if (before !== undefined) expect(await world.order(before.order_id)).toEqual(before);
          const precondition = prepared instanceof Error ? undefined : prepared.precondition;
          const answer = await runRetailTool(
            world,
            name,
            args,
            `${replay.task_id}/${index}/run`,
            precondition,
          );
          if (prepared instanceof Error) {
            expect(answer).toEqual({ kind: 'error', message: prepared.message });
            continue;
          }
          expect(answer.kind).toBe('output');
          const { amountNanoUsd } = prepared.facts;
          const after = await world.order(String(args.order_id));
          const expected = before && after && moved[name] ? moved[name](after, before, args) : 0;
          expect([name, amountNanoUsd]).toEqual([name, expected]);
          writes[name] = (writes[name] ?? 0) + 1;
        }
      } finally {
        await world.close();
      }
    },
  );

  it('they hold every kind of write but a change of payment', () => {
    expect(Object.keys(writes).sort()).toEqual([
      'cancel_pending_order',
      'exchange_delivered_order_items',
      'modify_pending_order_address',
      'modify_pending_order_items',
      'modify_user_address',
      'return_delivered_order_items',
    ]);
  });
});
