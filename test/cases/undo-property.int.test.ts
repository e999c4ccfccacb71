import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { newAddress } from '../support/retail-writes.ts';
import { openShopDesk, type ShopDesk } from '../support/undoing/shop-desk.ts';
import { modelShop } from '../support/undoing/shop-model.ts';
import { disturbedShopSequence, type ShopSequence, shopSequence } from '../support/undoing/shop-sequence.ts';

const isLong = process.env.HOLDFAST_TEST_FORM === 'long';
/** The short form plays the same sequences every time: what it counts of them depends on the draw. */
const runs = { numRuns: isLong ? 300 : 25, endOnFailure: true, ...(isLong ? {} : { seed: 20_261_121 }) };
const timeoutMs = (isLong ? 60 : 4) * 60_000;

describe('undo of random sequences of writes, through real runs', () => {
  const desks: ShopDesk[] = [];
  beforeAll(async () => {
    for (const name of ['undo', 'drift', 'blind']) {
      const where = { address: inject('temporalAddress'), namespace: inject('temporalNamespace'), name };
      desks.push(await openShopDesk({ ...where, ...(name === 'blind' && { blindUndo: true }) }));
    }
  });
  afterAll(async () => {
    for (const desk of desks) await desk.stop();
  });
  const deskOf = (index: number): ShopDesk => {
    const desk = desks[index];
    if (!desk) throw new Error('the desk did not open');
    return desk;
  };

  it.concurrent(
    'leaves the world as it was before, except the notices that went out',
    async () => {
      const { play, start } = deskOf(0);
      const tried = { runs: 0, effects: 0, undone: 0, notices: 0 };
      await fc.assert(
        fc.asyncProperty(shopSequence, async (sequence) => {
          const { view, ledger, report, worldAfterUndo, applications } = await play(sequence);
          expect(view.outcome).toMatchObject({ kind: 'answered' });
          expect(worldAfterUndo).toEqual(start);
          expect(report.complete).toBe(true);
          const applied = ledger.filter(({ state }) => state === 'applied');
          const left = report.items.filter(({ result }) => result !== 'undone');
          expect(left.filter(({ action }) => action !== 'skip').map(({ effectId }) => effectId)).toEqual(
            applied
              .filter(({ tool }) => tool === 'send_notice')
              .map(({ id }) => id)
              .reverse(),
          );
          expect(applications.filter((count) => count !== 1)).toEqual([]);
          const notices = applied.filter(({ undoable }) => !undoable).length;
          expect(applications.length).toBe(2 * (applied.length - notices) + Math.min(1, notices));
          tried.runs++;
          tried.effects += applied.length;
          tried.notices += notices;
          tried.undone += report.items.length - left.length;
        }),
        runs,
      );
      process.stderr.write(`undone whole: ${JSON.stringify(tried)}\n`);
      expect(tried.undone).toBeGreaterThan(runs.numRuns);
    },
    timeoutMs,
  );

  it.concurrent(
    'reports what others changed since, and never overwrites it',
    async () => {
      const tried = { runs: 0, effects: 0, undone: 0, kept: 0, incomplete: 0 };
      await fc.assert(
        fc.asyncProperty(disturbedShopSequence, async (sequence) => {
          const { made, kept, complete } = await playDisturbed(deskOf(1), sequence);
          tried.runs++;
          tried.effects += made;
          tried.undone += made - kept;
          tried.kept += kept;
          tried.incomplete += complete ? 0 : 1;
        }),
        runs,
      );
      process.stderr.write(`undone beside others: ${JSON.stringify(tried)}\n`);
      expect(tried.incomplete).toBeGreaterThan(runs.numRuns / 12);
      expect(tried.undone).toBeGreaterThan(runs.numRuns / 2);
    },
    timeoutMs,
  );

  it('turns red when an undo puts back what was, whatever is there now', async () => {
    const ship = { order_id: '#W1003', ...newAddress };
    const sequence: ShopSequence = {
      turns: [[{ name: 'modify_pending_order_address', arguments: ship }]],
      foreign: [[], [{ kind: 'order address', orderId: '#W1003', mark: '9 Foreign Street' }]],
    };
    expect(await playDisturbed(deskOf(1), sequence)).toEqual({ made: 1, kept: 1, complete: false });
    await expect(playDisturbed(deskOf(2), sequence)).rejects.toThrow('to deeply equal');
  });
});

/** Undo beside others, and hold what came of it against a model of the shop that keeps all that they did. */
async function playDisturbed(
  { play, model }: ShopDesk,
  sequence: ShopSequence,
): Promise<{ made: number; kept: number; complete: boolean }> {
  const { ledger, worldAfterRun, report, worldAfterUndo, applications } = await play(sequence);
  const made = ledger.filter(({ state, undoable }) => state === 'applied' && undoable);
  const whole = await modelShop(model, made, sequence.foreign);
  expect(worldAfterRun).toEqual(whole.world);

  const undone = new Set(
    report.items.filter(({ result }) => result === 'undone').map(({ effectId }) => effectId),
  );
  const kept = made.filter(({ id }) => !undone.has(id));
  expect(worldAfterUndo).toEqual((await modelShop(model, kept, sequence.foreign)).world);

  expect(whole.disturbed.filter((id) => undone.has(id))).toEqual([]);
  if (!whole.met) expect(kept).toEqual([]);
  expect(report.complete).toBe(kept.length === 0);
  const told = report.items.filter(({ action, result }) => action === 'conflict' || result === 'conflict');
  expect(told.map(({ effectId }) => effectId).toSorted()).toEqual(kept.map(({ id }) => id).toSorted());
  expect(applications.filter((count) => count !== 1)).toEqual([]);
  return { made: made.length, kept: kept.length, complete: report.complete };
}
