import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { openShopDesk, type ShopDesk } from '../support/undoing/shop-desk.ts';
import { modelShop } from '../support/undoing/shop-model.ts';
import { disturbedShopSequence, shopSequence } from '../support/undoing/shop-sequence.ts';

const isLong = process.env.HOLDFAST_TEST_FORM === 'long';
const runs = { numRuns: isLong ? 300 : 25, endOnFailure: true };
const timeoutMs = (isLong ? 60 : 4) * 60_000;

describe.concurrent('undo of random sequences of writes, through real runs', () => {
  const desks: ShopDesk[] = [];
  beforeAll(async () => {
    for (const name of ['undo', 'drift']) {
      const where = { address: inject('temporalAddress'), namespace: inject('temporalNamespace'), name };
      desks.push(await openShopDesk(where));
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

  it(
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
      expect(tried.undone).toBeGreaterThan(2 * runs.numRuns);
    },
    timeoutMs,
  );

  it(
    'reports what others changed since, and never overwrites it',
    async () => {
      const { play, model } = deskOf(1);
      const tried = { runs: 0, effects: 0, undone: 0, kept: 0, incomplete: 0 };
      await fc.assert(
        fc.asyncProperty(disturbedShopSequence, async (sequence) => {
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
          const told = report.items.filter(
            ({ action, result }) => action === 'conflict' || result === 'conflict',
          );
          expect(told.map(({ effectId }) => effectId).toSorted()).toEqual(
            kept.map(({ id }) => id).toSorted(),
          );
          expect(applications.filter((count) => count !== 1)).toEqual([]);
          tried.runs++;
          tried.effects += made.length;
          tried.undone += undone.size;
          tried.kept += kept.length;
          tried.incomplete += report.complete ? 0 : 1;
        }),
        runs,
      );
      process.stderr.write(`undone beside others: ${JSON.stringify(tried)}\n`);
      expect(tried.incomplete).toBeGreaterThan(runs.numRuns / 5);
      expect(tried.undone).toBeGreaterThan(runs.numRuns);
    },
    timeoutMs,
  );
});
