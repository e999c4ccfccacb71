import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { openRetailWorld } from '../../../../src/samples/retail/open-retail-world.ts';
import { sampleWorld } from '../../../../src/samples/retail/sample-world.ts';
import { startWorldWriter } from '../../../support/start-world-writer.ts';
import { prepareWorldCopies, worldDatabases } from '../../../support/world-copies.ts';

const keys = 300;

for (const { database, missing } of worldDatabases)
  describe.skipIf(missing)(`writeOnce in processes that are killed, on ${database} ${missing || ''}`, () => {
    it('applies each of 300 keys once, however often writers die on the way', async () => {
      const copies = await prepareWorldCopies(sampleWorld, database);
      const path = await copies.copy();
      const world = openRetailWorld(path);
      let kills = 0;
      try {
        for (let finished = false; !finished; ) {
          const writer = startWorldWriter(path, keys);
          const applied = (await world.effectCounts()).length;
          // Killed while it writes new keys, at a moment of its own each time; after six kills it may finish.
          while (kills < 6 && writer.process.exitCode === null) {
            if ((await world.effectCounts()).length > applied) {
              await sleep(Math.random() * 40);
              writer.process.kill('SIGKILL');
              break;
            }
            await sleep(5);
          }
          const end = await writer.ended;
          if (end.killed) kills++;
          else {
            finished = true;
            expect(end.balances).toEqual(Array.from({ length: keys }, (_, index) => 41 + index));
          }
        }
        const counts = await world.effectCounts();
        expect(counts).toHaveLength(keys);
        expect(counts.filter((count) => count.applications !== 1)).toEqual([]);
        expect((await world.user('ada_winter_1001'))?.payment_methods.gift_card_77?.balance).toBe(40 + keys);
        expect(kills).toBeGreaterThanOrEqual(3);
      } finally {
        await world.close();
        await copies.remove();
      }
    });
  });
