import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Json } from '../../../src/core/values/json.ts';
import { openRetailWorld } from '../../../src/samples/retail/open-retail-world.ts';
import { meaningOf } from '../../support/recorded-errors.ts';
import { itemsChangedTogether, repairItems } from '../../support/repair-recorded-items.ts';
import { runRetailTool, undoRetailTool } from '../../support/run-retail-tool.ts';
import { missingTau2, readGoldReplays, readRetailDb, recordedValue } from '../../support/tau2.ts';
import { prepareWorldCopies, type WorldCopies, worldDatabases } from '../../support/world-copies.ts';
import { sortedDiff, worldDiff } from '../../support/world-diff.ts';

/** Tasks whose recording holds the upstream bug of a change of several items; the right result is computed. */
const bugTasks = ['20', '37', '100'];

const longForm = process.env.HOLDFAST_TEST_FORM === 'long';
const start = missingTau2 ? undefined : readRetailDb();
const replays = missingTau2 ? [] : readGoldReplays();

describe.skipIf(missingTau2)(`the gold replays ${missingTau2 || ''}`, () => {
  it('there are 68, three of them with changes of several items', () => {
    expect(replays).toHaveLength(68);
    expect(
      replays.filter((replay) => itemsChangedTogether(replay.steps).size > 0).map((r) => r.task_id),
    ).toEqual(bugTasks);
  });
});

for (const { database, missing } of worldDatabases)
  describe.skipIf(missingTau2 || missing)(
    `retail tools on the gold replays, on ${database} ${missingTau2 || missing || ''}`,
    () => {
      let copies: WorldCopies;
      beforeAll(async () => {
        copies = await prepareWorldCopies(start, database);
      }, 60_000);
      afterAll(() => copies.remove());

      // A database takes a hundred times as long to copy as a file: the short form plays a sample there.
      const played =
        database === 'SQLite' || longForm ? replays : replays.filter((_, index) => index % 8 === 0);

      it.each(played)(
        'task $task_id answers as recorded, changes what is recorded, and undoes it all',
        async (replay) => {
          if (start === undefined) throw new Error('no world');
          const changed = itemsChangedTogether(replay.steps);
          const world = openRetailWorld(await copies.copy());
          const undos: (() => Promise<void>)[] = [];
          try {
            for (const [index, step] of replay.steps.entries()) {
              const key = `agent/retail/${replay.task_id}/run/c${index + 1}.1/digest`;
              const answer = await runRetailTool(world, step.name, step.arguments, `${key}/run`);
              if (step.error) {
                expect(answer).toEqual({
                  kind: 'error',
                  message: expect.stringMatching(meaningOf(step.output)),
                });
                continue;
              }
              const expected = repairItems(recordedValue(step.output), changed, start);
              expect(answer).toEqual({ kind: 'output', output: expected });
              if (step.changed_db) {
                undos.unshift(() =>
                  undoRetailTool(world, step.name, step.arguments, expected as Json, `${key}/undo`),
                );
              }
            }
            const expectedDiff = repairItems(replay.db_diff as unknown as Json, changed, start);
            expect(worldDiff(start, await world.exportWorld())).toEqual(sortedDiff(expectedDiff as never));
            const counts = await world.effectCounts();
            expect(counts).toHaveLength(undos.length);
            expect(counts.every((count) => count.applications === 1)).toBe(true);

            for (const undo of undos) await undo();
            expect(worldDiff(start, await world.exportWorld())).toEqual([]);
          } finally {
            await world.close();
          }
        },
      );

      it('task 37 gives each changed item the price and options of its own variant', async () => {
        const replay = replays.find((entry) => entry.task_id === '37');
        const step = replay?.steps.find((entry) => entry.name === 'modify_pending_order_items');
        const world = openRetailWorld(await copies.copy());
        try {
          await runRetailTool(world, 'modify_pending_order_items', step?.arguments ?? {}, 'k/run');
          const order = await world.order('#W9348897');
          expect(
            order?.items.map(({ item_id, price, options }) => [item_id, price, Object.keys(options)]),
          ).toEqual([
            ['6700049080', 466.75, ['resolution', 'waterproof', 'color']],
            ['9879255677', 288.82, ['size', 'color', 'material', 'tilt mechanism']],
            ['5320792178', 135.24, ['color', 'brightness', 'power source']],
            ['3234800602', 46.66, ['color', 'size', 'material', 'style']],
            ['9851293632', 193.38, ['color', 'size', 'material', 'compartment']],
          ]);
          expect(order?.payment_history[1]?.amount).toBe(36.12999999999999);
        } finally {
          await world.close();
        }
      });
    },
  );
