import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runViewSchema } from '../../../src/reports/run.ts';
import { undoReportSchema } from '../../../src/reports/undo.ts';
import { playTurns } from '../../../src/scripted-provider/play-turns.ts';
import type { ScriptedTurn } from '../../../src/scripted-provider/scripted-request.ts';
import { type CarefulDesk, openCarefulDesk, put, send } from '../../support/careful-desk.ts';
import { resetRun } from '../../support/reset-run.ts';

describe('undo of a run that was reset in Temporal', () => {
  let at: CarefulDesk;
  beforeAll(async () => {
    at = await openCarefulDesk('undo-reset');
  });
  afterAll(() => at?.stop());

  const closed = (run: string) => at.client.waitForClose(run, { timeoutMs: 30_000 });
  const runIdOf = async (run: string) => (await at.desk.client.workflow.getHandle(run).describe()).runId;
  /** Start a run whose model does this; what it does after a reset a test says anew. */
  const play = (...turns: ScriptedTurn[]) => {
    at.desk.setScript(playTurns([...turns, { text: 'Done.' }]));
    return at.play('free', []);
  };
  /** The same of a conversation, to where it waits for its user. */
  const chat = async (...turns: ScriptedTurn[]) => {
    at.desk.setScript(playTurns([...turns, { text: 'Done.' }]));
    const run = await at.playChat('free', []);
    await at.reaches(run, 'awaiting-user');
    await at.client.say(run, 'Go.', { wait: true });
    return run;
  };
  const does = (...toolCalls: ReturnType<typeof put | typeof send>[]) => ({ toolCalls });

  it('reverses what was done before the reset, though the latest execution did nothing', async () => {
    const run = await play(does(put('r1', 'book')));
    await closed(run);
    const first = await runIdOf(run);
    expect(at.world.shelves.get('r1')).toBe('book');
    at.desk.setScript(playTurns([{ text: 'Nothing to do.' }]));
    await resetRun(at.desk.client, run);
    await closed(run);
    const id = `${first}:c1.1`;
    const view = await at.client.show(run);
    expect(view.effects).toMatchObject([{ id, abandonedIn: first, state: 'applied' }]);
    expect(view.spentBeforeReset).toMatchObject({ executions: 1, modelCalls: 2, toolCalls: 1 });
    expect(view.next).toContainEqual({ action: 'undo', run });
    expect(runViewSchema.safeParse(view).error).toBeUndefined();
    const report = await at.client.undo(run, { by: 'ben', apply: true });
    expect(report).toMatchObject({ complete: true, items: [{ effectId: id, result: 'undone' }] });
    expect(undoReportSchema.safeParse(report).error).toBeUndefined();
    expect(at.world.shelves.get('r1')).toBe('empty');
    expect((await at.client.show(run)).effects).toMatchObject([{ id, state: 'undone' }]);
    const again = await at.client.undo(run, { by: 'ben', apply: true });
    expect(again.items).toMatchObject([{ effectId: id, action: 'skip', because: 'undone already' }]);
    expect(at.world.undone.filter((shelf) => shelf === 'r1')).toHaveLength(1);
    const [left] = (await at.client.trace(run)).abandoned ?? [];
    expect(left?.steps.map(({ kind }) => kind)).toEqual(['model', 'prepare', 'tool', 'undo', 'model']);
  });

  it('reverses both where the same call has become another since', async () => {
    const run = await play(does(put('r2', 'book')));
    await closed(run);
    const first = await runIdOf(run);
    at.desk.setScript(playTurns([does(put('r3', 'vase')), { text: 'Done.' }]));
    await resetRun(at.desk.client, run);
    await closed(run);
    const report = await at.client.undo(run, { by: 'ben', apply: true });
    expect(report.items.map(({ effectId, result }) => [effectId, result])).toEqual([
      ['c1.1', 'undone'],
      [`${first}:c1.1`, 'undone'],
    ]);
    expect([at.world.shelves.get('r2'), at.world.shelves.get('r3')]).toEqual(['empty', 'empty']);
  });

  it('does not take what it had undone of another call for undone', async () => {
    const run = await play(does(put('r4', 'book')));
    await closed(run);
    await at.client.undo(run, { by: 'ben', apply: true });
    const first = await runIdOf(run);
    at.desk.setScript(playTurns([does(put('r5', 'vase')), { text: 'Done.' }]));
    await resetRun(at.desk.client, run);
    await closed(run);
    expect((await at.client.show(run)).effects.map(({ id, state }) => [id, state])).toEqual([
      [`${first}:c1.1`, 'undone'],
      ['c1.1', 'applied'],
    ]);
    await at.client.undo(run, { by: 'ben', apply: true });
    expect(at.world.shelves.get('r5')).toBe('empty');
    expect(at.world.undone.filter((shelf) => shelf === 'r4')).toHaveLength(1);
  });

  it('of an open run has the run undo its own, and the rest undone outside, the newest first', async () => {
    const run = await chat(does(put('r6', 'book')));
    const first = await runIdOf(run);
    at.desk.setScript(playTurns([does(put('r6', 'vase')), { text: 'Done.' }]));
    await resetRun(at.desk.client, run);
    await expect.poll(async () => (await at.client.show(run)).effects.length).toBe(2);
    await at.reaches(run, 'awaiting-user');
    expect(at.world.shelves.get('r6')).toBe('vase');
    const report = await at.client.undo(run, { by: 'ben', apply: true });
    expect(report).toMatchObject({
      complete: true,
      items: [
        { effectId: 'c1.1', result: 'undone' },
        { effectId: `${first}:c1.1`, result: 'undone' },
      ],
    });
    expect(at.world.shelves.get('r6')).toBe('empty');
  });

  it('does not undo again what an open run had undone before its reset', async () => {
    const run = await chat(does(put('r7', 'book')));
    await at.client.undo(run, { by: 'ben', apply: true });
    at.world.shelves.set('r7', 'somebody’s lamp');
    // Temporal puts in again what the run was told after the point that it is reset to: the undo too.
    await resetRun(at.desk.client, run, { after: 'put' });
    await at.reaches(run, 'awaiting-user');
    await expect.poll(async () => (await at.client.show(run)).effects[0]?.state).toBe('undone');
    await at.reaches(run, 'awaiting-user');
    const report = await at.client.undo(run, { by: 'ben', apply: true });
    expect(report.items).toMatchObject([{ effectId: 'c1.1', because: 'undone already' }]);
    expect(at.world.executions.filter((one) => one === 'put.undo:r7')).toHaveLength(1);
    expect(at.world.shelves.get('r7')).toBe('somebody’s lamp');
  });

  it('goes by what is shown, also where an undo from before the reset still waits for a person', async () => {
    const run = await play(does(put('r8', 'book')));
    await closed(run);
    at.world.stuck.add('r8');
    await at.client.undo(run, { by: 'ben', apply: true });
    const id = `${await runIdOf(run)}:c1.1`;
    at.desk.setScript(playTurns([does(put('r9', 'vase')), { text: 'Done.' }]));
    await resetRun(at.desk.client, run);
    await closed(run);
    const states = async () => (await at.client.show(run)).effects.map((effect) => [effect.id, effect.state]);
    expect(await states()).toEqual([
      [id, 'undo-failed'],
      ['c1.1', 'applied'],
    ]);
    const plan = await at.client.undo(run, { by: 'ben' });
    expect(plan.items.map(({ effectId, action }) => [effectId, action])).toEqual([
      ['c1.1', 'undo'],
      [id, 'undo'],
    ]);
    const open = await at.desk.client.workflow.getHandle(`undo/${run}`).describe();
    expect(open.status.name).toBe('RUNNING');
    at.world.stuck.delete('r8');
    expect(await at.client.undo(run, { by: 'ben', apply: true, effectIds: [id] })).toMatchObject({
      items: [{ effectId: id, result: 'undone' }],
    });
    expect([at.world.shelves.get('r8'), at.world.shelves.get('r9')]).toEqual(['empty', 'vase']);
    expect(await states()).toEqual([
      [id, 'undone'],
      ['c1.1', 'applied'],
    ]);
    await at.client.undo(run, { by: 'ben', apply: true });
    expect(at.world.shelves.get('r9')).toBe('empty');
  });

  it('is settled by the id that is shown, also where an undo from before the reset still waits', async () => {
    const run = await play(does(put('r10', 'book')));
    await closed(run);
    at.world.stuck.add('r10');
    await at.client.undo(run, { by: 'ben', apply: true });
    const id = `${await runIdOf(run)}:c1.1`;
    at.desk.setScript(playTurns([{ text: 'Nothing to do.' }]));
    await resetRun(at.desk.client, run);
    await closed(run);
    expect(await at.client.settle(run, id, { outcome: 'absent', by: 'ben' })).toMatchObject({
      effect: id,
      state: 'undone',
    });
    await expect
      .poll(async () => (await at.desk.client.workflow.getHandle(`undo/${run}`).describe()).status.name)
      .toBe('COMPLETED');
  });

  it('waits for a person’s word on what nobody could make out before the reset', async () => {
    const run = await play(does(send('blind-reset')));
    await at.reaches(run, 'awaiting-human');
    const first = await runIdOf(run);
    at.desk.setScript(playTurns([{ text: 'Nothing to do.' }]));
    await resetRun(at.desk.client, run);
    const view = await closed(run);
    const id = `${first}:c1.1`;
    expect(view.effects).toMatchObject([{ id, state: 'unknown' }]);
    expect(view.next).toContainEqual({
      action: 'settle',
      run,
      effect: id,
      outcome: 'applied',
      from: 'result',
    });
    await at.client.settle(run, id, { outcome: 'applied', by: 'ben', result: { sent: 'blind-reset' } });
    expect((await at.client.show(run)).effects).toMatchObject([{ id, state: 'applied' }]);
    expect(await at.client.undo(run, { by: 'ben', apply: true })).toMatchObject({ complete: true });
    expect(at.world.letters).not.toContain('blind-reset');
  });
});
