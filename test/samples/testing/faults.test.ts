import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { openRetailWorld } from '../../../src/samples/retail/open-retail-world.ts';
import { sampleWorld } from '../../../src/samples/retail/sample-world.ts';
import type { RetailWorld } from '../../../src/samples/retail/world/retail-world.ts';
import { clearFaults, listFaultStrikes, setFault } from '../../../src/samples/testing/faults.ts';
import { underFaults } from '../../../src/samples/testing/under-faults.ts';
import { classifyToolError } from '../../../src/tools/errors/classify-tool-error.ts';
import { probeRetailTool, runRetailTool, undoRetailTool } from '../../support/run-retail-tool.ts';
import { startWorldWriter } from '../../support/start-world-writer.ts';
import { prepareWorldCopies, type WorldCopies, worldDatabases } from '../../support/world-copies.ts';

const name = 'cancel_pending_order';
const cancel = { order_id: '#W1001', reason: 'ordered by mistake' };

for (const { database, missing } of worldDatabases)
  describe.skipIf(missing)(`faults of writes, on ${database} ${missing || ''}`, () => {
    let copies: WorldCopies;
    let path: string;
    let world: RetailWorld;
    /** As another process has it. */
    let other: RetailWorld;
    beforeAll(async () => {
      copies = await prepareWorldCopies(sampleWorld, database);
    });
    beforeEach(async () => {
      path = await copies.copy();
      world = openRetailWorld(path, underFaults);
      other = openRetailWorld(path, underFaults);
    });
    afterEach(() => Promise.all([world.close(), other.close()]));
    afterAll(() => copies.remove());

    const run = (key = 'a/run') => runRetailTool(world, name, cancel, key);
    const probe = () => probeRetailTool(world, name, cancel, 'a/run');
    const applications = async () => (await other.effectCounts()).map((count) => count.applications);

    it('refuse changes nothing and tells the model; the next call goes through', async () => {
      await setFault(other, { tool: name, kind: 'refuse' });
      expect(await run()).toEqual({
        kind: 'error',
        message: expect.stringContaining('was refused by the shop. Nothing was changed'),
      });
      expect(await other.exportWorld()).toEqual(sampleWorld);
      expect(await run()).toMatchObject({ kind: 'output' });
    });

    it('fail changes nothing and may be repeated, as often as it was set', async () => {
      await setFault(other, { tool: name, kind: 'fail', times: 2 });
      for (let attempt = 1; attempt <= 2; attempt++) {
        const error = await run().catch((thrown: unknown) => thrown);
        expect(classifyToolError(error)).toMatchObject({ kind: 'transient' });
      }
      expect(await probe()).toEqual({ kind: 'absent' });
      expect(await run()).toMatchObject({ kind: 'output' });
    });

    it('lose-answer applies the write once, and its repetition is answered', async () => {
      await setFault(other, { tool: name, kind: 'lose-answer' });
      const error = await run().catch((thrown: unknown) => thrown);
      expect(error).toMatchObject({ message: expect.stringContaining('not known whether it took effect') });
      expect(classifyToolError(error)).toMatchObject({ kind: 'transient' });
      expect(await probe()).toMatchObject({ kind: 'applied', output: { status: 'cancelled' } });
      expect(await run()).toMatchObject({ kind: 'output', output: { status: 'cancelled' } });
      expect(await applications()).toEqual([1]);
    });

    it('commit-late lets a later attempt come first, and applies the write once', async () => {
      await setFault(other, { tool: name, kind: 'commit-late', delayMs: 1_500 });
      const late = run();
      while ((await listFaultStrikes(other)).length === 0) await sleep(5);
      expect(await probe()).toEqual({ kind: 'absent' });
      const second = await run();
      expect(second).toMatchObject({ kind: 'output' });
      expect(await late).toEqual(second);
      expect(await applications()).toEqual([1]);
    });

    it('commit-late after an undo applies nothing any more', async () => {
      await setFault(other, { tool: name, kind: 'commit-late', delayMs: 1_500 });
      const late = run();
      while ((await listFaultStrikes(other)).length === 0) await sleep(5);
      await undoRetailTool(world, name, cancel, null, 'a/undo');
      expect(await late).toMatchObject({ kind: 'error' });
      expect(await other.exportWorld()).toEqual(sampleWorld);
    });

    it('an undo suffers under its own name', async () => {
      await run();
      await setFault(other, { tool: `${name}.undo`, kind: 'lose-answer' });
      await expect(undoRetailTool(world, name, cancel, null, 'a/undo')).rejects.toThrow('connection broke');
      await undoRetailTool(world, name, cancel, null, 'a/undo');
      expect(await applications()).toEqual([1, 1]);
      expect(await other.exportWorld()).toEqual(sampleWorld);
    });

    it.each([
      ['hold-before-commit' as const, 0],
      ['hold-after-commit' as const, 1],
    ])(
      '%s keeps another process there until it is killed; its successor ends with one application',
      async (kind, applied) => {
        await setFault(world, { tool: 'top_up', kind });
        const held = startWorldWriter(path, 2);
        while ((await listFaultStrikes(world)).length === 0) await sleep(10);
        await sleep(100);
        expect(await listFaultStrikes(world)).toEqual([
          { tool: 'top_up', kind, subject: 'k0/run', pid: held.process.pid },
        ]);
        expect(await applications()).toEqual(Array(applied).fill(1));
        held.process.kill('SIGKILL');
        expect(await held.ended).toEqual({ killed: true });
        expect(await startWorldWriter(path, 2).ended).toEqual({ killed: false, balances: [41, 42] });
        expect(await applications()).toEqual([1, 1]);
      },
    );

    it('each fault strikes as many calls as it was set to, however many come at once', async () => {
      await setFault(other, { tool: 'top_up', kind: 'refuse', times: 3 });
      const ends = await Promise.allSettled(
        Array.from({ length: 8 }, (_, index) =>
          (index % 2 ? other : world).writeOnce({ key: `k${index}/run`, tool: 'top_up' }, async () => index),
        ),
      );
      expect(ends.filter(({ status }) => status === 'rejected')).toHaveLength(3);
      expect(await listFaultStrikes(world)).toHaveLength(3);
    });

    it('clearFaults forgets what did not strike yet', async () => {
      await setFault(other, { tool: name, kind: 'refuse' });
      await clearFaults(other);
      expect(await run()).toMatchObject({ kind: 'output' });
    });

    it('is no part of the world that is exported, and outlives a reset', async () => {
      await setFault(other, { tool: name, kind: 'refuse' });
      await world.resetWorld();
      expect(await world.exportWorld()).toEqual(sampleWorld);
      expect(await run()).toMatchObject({ kind: 'error' });
    });
  });
