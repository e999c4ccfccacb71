import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { playTurns } from '../../../src/scripted-provider/play-turns.ts';
import { type CarefulDesk, openCarefulDesk, put } from '../../support/careful-desk.ts';
import { resetRun } from '../../support/reset-run.ts';

describe('undo of a run that was reset in Temporal', () => {
  let at: CarefulDesk;
  beforeAll(async () => {
    at = await openCarefulDesk('undo-reset');
  });
  afterAll(() => at?.stop());

  it('reverses what was done before the reset, though the latest execution did nothing', async () => {
    const run = await at.play('free', [[put('r1', 'book')]]);
    await at.client.waitForClose(run, { timeoutMs: 30_000 });
    expect(at.world.shelves.get('r1')).toBe('book');
    at.desk.setScript(playTurns([{ text: 'Nothing to do.' }]));
    await resetRun(at.desk.client, run);
    await at.client.waitForClose(run, { timeoutMs: 30_000 });
    expect((await at.client.show(run)).effects).toEqual([]);
    const report = await at.client.undo(run, { by: 'ben', apply: true });
    expect(report.items).toMatchObject([{ effectId: 'c1.1', result: 'undone' }]);
    expect(at.world.shelves.get('r1')).toBe('empty');
  });
});
