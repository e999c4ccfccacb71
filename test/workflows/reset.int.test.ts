import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { playTurns } from '../../src/scripted-provider/play-turns.ts';
import type { ScriptedTurn } from '../../src/scripted-provider/scripted-request.ts';
import { type CarefulDesk, look, openCarefulDesk, put, send } from '../support/careful-desk.ts';
import { continueEarly } from '../support/play-scenario.ts';
import { resetRun } from '../support/reset-run.ts';
import { startTestServer, type TestServer } from '../support/temporal-server.ts';

let at: CarefulDesk;
beforeAll(async () => {
  at = await openCarefulDesk('reset');
});
afterAll(() => at?.stop());
beforeEach(() => {
  at.world.executions.length = 0;
  at.world.letters.length = 0;
  at.world.committed.length = 0;
});

const sent = () => at.world.executions.filter((one) => one.startsWith('send:')).length;
const closed = (run: string) => at.client.waitForClose(run, { timeoutMs: 40_000 });

/** From here on every run's model does this, whatever its task says. */
function nowModelDoes(...turns: ScriptedTurn[]): void {
  at.desk.setScript(playTurns(turns));
}

/** Start a run whose model does this from its first call on. */
async function begin(...turns: ScriptedTurn[]): Promise<string> {
  nowModelDoes(...turns);
  return at.play('free', []);
}

/** How often the latest execution of a run read what resets left behind. */
async function readings(run: string): Promise<number> {
  const { events } = await at.desk.client.workflow.getHandle(run).fetchHistory();
  return (events ?? []).filter(
    (event) => event.activityTaskScheduledEventAttributes?.activityType?.name === 'readPast',
  ).length;
}

const done: ScriptedTurn = { text: 'Done.' };
const does = (...toolCalls: NonNullable<ScriptedTurn['toolCalls']>): ScriptedTurn => ({ toolCalls });

describe('a write without a key, after a reset of its run', () => {
  it('is not sent again: the run goes on with what it brought', async () => {
    const run = await begin(does(send('once-1')), done);
    await closed(run);
    await resetRun(at.desk.client, run);
    const view = await closed(run);
    expect(view.outcome).toMatchObject({ kind: 'answered', answer: 'Done.' });
    expect(view.effects).toMatchObject([{ id: 'c1.1', state: 'applied' }]);
    expect([at.world.letters, sent()]).toEqual([['once-1'], 1]);
    const steps = (await at.client.trace(run)).steps;
    expect(steps.find(({ kind }) => kind === 'tool')?.result).toEqual({ sent: 'once-1' });
  });

  it('is not sent again where the reset leaves its proposal standing', async () => {
    const run = await begin(does(send('once-2')), done);
    await closed(run);
    await resetRun(at.desk.client, run, { before: 'send' });
    expect((await closed(run)).effects).toMatchObject([{ id: 'c1.1', state: 'applied' }]);
    expect([at.world.letters, sent()]).toEqual([['once-2'], 1]);
  });

  it('is left alone by a reset to after it', async () => {
    const run = await begin(does(send('once-3')), does(look('r1')), done);
    await closed(run);
    await resetRun(at.desk.client, run, { after: 'send' });
    expect((await closed(run)).effects).toMatchObject([{ id: 'c1.1', state: 'applied' }]);
    expect([at.world.letters, sent()]).toEqual([['once-3'], 1]);
  });

  it('is not sent again by a reset of a reset, nor by a second reset of the first execution', async () => {
    const run = await begin(does(send('once-4')), done);
    await closed(run);
    const { runId: first } = await at.desk.client.workflow.getHandle(run).describe();
    await resetRun(at.desk.client, run);
    await closed(run);
    await resetRun(at.desk.client, run);
    await closed(run);
    await resetRun(at.desk.client, run, 'first-task', first);
    expect((await closed(run)).effects).toMatchObject([{ id: 'c1.1', state: 'applied' }]);
    expect([at.world.letters, sent()]).toEqual([['once-4'], 1]);
  });

  it('is found by a second reset of the first execution that only the first reset had made', async () => {
    const run = await begin(done);
    await closed(run);
    const { runId: first } = await at.desk.client.workflow.getHandle(run).describe();
    nowModelDoes(does(send('once-5')), done);
    await resetRun(at.desk.client, run);
    await closed(run);
    await resetRun(at.desk.client, run, 'first-task', first);
    expect((await closed(run)).effects).toMatchObject([{ id: 'c1.1', state: 'applied' }]);
    expect([at.world.letters, sent()]).toEqual([['once-5'], 1]);
  });

  it('that nobody could make out waits for a person again, and is not sent', async () => {
    const run = await begin(does(send('blind-1')), done);
    await at.reaches(run, 'awaiting-human');
    await resetRun(at.desk.client, run);
    const view = await at.reaches(run, 'awaiting-human');
    expect(view.effects).toMatchObject([{ id: 'c1.1', state: 'unknown' }]);
    await at.client.settle(run, 'c1.1', { outcome: 'applied', by: 'ben', result: { sent: 'blind-1' } });
    await closed(run);
    expect([at.world.letters, sent()]).toEqual([['blind-1'], 1]);
  });

  it('that was under way is looked for by its probe, and not sent', async () => {
    const run = await begin(does(send('held-1')), done);
    await expect.poll(sent).toBe(1);
    await resetRun(at.desk.client, run, { before: 'send' });
    at.world.release();
    expect((await closed(run)).effects).toMatchObject([{ id: 'c1.1', state: 'applied' }]);
    expect([at.world.letters, sent()]).toEqual([['held-1'], 1]);
  });

  it('is refused under another call’s id, with what it brought, as long as that stands', async () => {
    const run = await begin(does(send('once-6')), done);
    await closed(run);
    nowModelDoes(does(look('r2')), does(send('once-6')), done);
    await resetRun(at.desk.client, run);
    await closed(run);
    expect([at.world.letters, sent()]).toEqual([['once-6'], 1]);
    const refused = (await at.client.trace(run)).steps.find(
      ({ call, kind }) => call === 'c2.1' && kind === 'tool',
    );
    expect(refused?.error).toMatchObject({ type: 'MadeBeforeReset' });
    expect(refused?.error?.message).toContain('{"sent":"once-6"}');
  });

  it('goes out once more where the model proposes it anew after that', async () => {
    const run = await begin(does(send('twice-1')), done);
    await closed(run);
    nowModelDoes(does(look('r2')), does(send('twice-1')), does(send('twice-1')), done);
    await resetRun(at.desk.client, run);
    await closed(run);
    expect([at.world.letters, sent()]).toEqual([['twice-1', 'twice-1'], 2]);
  });

  it('that was undone before the reset is not sent under its old key, and may be proposed anew', async () => {
    const run = await begin(does(send('once-7')), done);
    await closed(run);
    await at.client.undo(run, { by: 'ben', apply: true });
    expect(at.world.letters).toEqual([]);
    nowModelDoes(does(send('once-7')), does(send('once-7')), done);
    await resetRun(at.desk.client, run);
    await closed(run);
    expect([at.world.letters, sent()]).toEqual([['once-7'], 2]);
    const tools = (await at.client.trace(run)).steps.filter(({ kind }) => kind === 'tool');
    expect(tools.map(({ call, error }) => [call, error?.type])).toEqual([
      ['c1.1', 'UndoneBeforeReset'],
      ['c2.1', undefined],
    ]);
  });

  it('is looked for, not sent, where the history before the reset is not kept any more', async () => {
    const run = await begin(does(send('once-8')), done);
    await closed(run);
    const { workflow, connection, options } = at.desk.client;
    const { runId } = await workflow.getHandle(run).describe();
    nowModelDoes(done);
    await resetRun(at.desk.client, run);
    await closed(run);
    await connection.workflowService.deleteWorkflowExecution({
      namespace: options.namespace,
      workflowExecution: { workflowId: run, runId },
    });
    const isKept = () =>
      workflow
        .getHandle(run, runId)
        .describe()
        .then(Boolean, () => false);
    // The server deletes when it has told its list of the close.
    await expect.poll(isKept, { timeout: 120_000 }).toBe(false);
    nowModelDoes(does(look('r3')), does(send('once-8')), done);
    await resetRun(at.desk.client, run);
    expect((await closed(run)).effects).toMatchObject([{ id: 'c2.1', state: 'applied' }]);
    expect([at.world.letters, sent()]).toEqual([['once-8'], 1]);
    expect((await at.client.trace(run)).steps.map(({ kind }) => kind)).toContain('probe');
  });
});

describe('a write with a key, after a reset of its run', () => {
  it('is not made again: the run goes on with what it brought', async () => {
    const run = await begin(does(put('k1', 'book')), done);
    await closed(run);
    await resetRun(at.desk.client, run);
    expect((await closed(run)).effects).toMatchObject([{ id: 'c1.1', state: 'applied' }]);
    await resetRun(at.desk.client, run, { after: 'put' });
    expect((await closed(run)).effects).toMatchObject([{ id: 'c1.1', state: 'applied' }]);
    expect(at.world.executions).toEqual(['put:k1=book']);
    expect(at.world.committed).toHaveLength(1);
  });

  it('that was under way is sent again with the same key', async () => {
    const run = await begin(does(put('k2', 'parcel')), done);
    await expect.poll(() => at.world.committed.length).toBe(1);
    await resetRun(at.desk.client, run, { before: 'put' });
    expect((await closed(run)).effects).toMatchObject([{ id: 'c1.1', state: 'applied' }]);
    at.world.release();
    expect(at.world.executions).toEqual(['put:k2=parcel', 'put:k2=parcel']);
    expect(at.world.committed).toHaveLength(1);
  });

  it('is made where no execution before had made it', async () => {
    const run = await begin(done);
    await closed(run);
    nowModelDoes(does(put('k3', 'book')), done);
    await resetRun(at.desk.client, run);
    expect((await closed(run)).effects).toMatchObject([{ id: 'c1.1', state: 'applied' }]);
    expect(at.world.committed).toHaveLength(1);
  });
});

describe('a run that was reset', () => {
  it('has spent what it spent before: a cap that it had reached ends it before it asks its model', async () => {
    nowModelDoes(does(look('q1')), does(look('q2')), done);
    const run = await at.play('sparing', []);
    const capped = { kind: 'partial', reason: { code: 'max_tool_calls' } };
    expect((await closed(run)).outcome).toMatchObject(capped);
    await resetRun(at.desk.client, run);
    const view = await closed(run);
    expect(view.outcome).toMatchObject(capped);
    expect(at.world.executions).toEqual(['look:q1', 'look:q2']);
    expect(view.totals).toMatchObject({ modelCalls: 0, toolCalls: 0 });
    expect(view.spentBeforeReset).toMatchObject({ modelCalls: 2, toolCalls: 2 });
    expect(view.budget?.spentNanoUsd).toBe(view.spentBeforeReset?.costNanoUsd);
  });

  it('reads once what it did before, anew after each reset, and never where it was not reset', async () => {
    const run = await begin(does(look('q3')), does(look('q4')), done);
    await closed(run);
    expect(await readings(run)).toBe(0);
    for (const branches of [1, 2]) {
      await resetRun(at.desk.client, run);
      const { budget, totals, spentBeforeReset } = await closed(run);
      expect(await readings(run)).toBe(1);
      expect(totals.modelCalls).toBe(3);
      expect(spentBeforeReset).toMatchObject({ modelCalls: 3 * branches, toolCalls: 2 * branches });
      expect(budget?.spentNanoUsd).toBe(totals.costNanoUsd + (spentBeforeReset?.costNanoUsd ?? 0));
    }
  });

  it('makes a change anew that was made before the point of the reset and undone since', async () => {
    const run = await begin(does(put('k9', 'pledge')), done);
    await closed(run);
    await at.client.undo(run, { by: 'ben', apply: true });
    expect(at.world.shelves.get('k9')).toBe('empty');
    nowModelDoes(does(put('k9', 'pledge')), does(put('k9', 'pledge')), done);
    await resetRun(at.desk.client, run, { after: 'put' });
    const view = await closed(run);
    expect(view.effects.map(({ id, state }) => [id, state])).toEqual([
      ['c1.1', 'undone'],
      ['c2.1', 'applied'],
    ]);
    expect(at.world.shelves.get('k9')).toBe('pledge');
    expect(new Set(at.world.committed).size).toBe(2);
  });

  it('answers a change with what it brought that still stands, and makes none', async () => {
    const run = await begin(does(put('k10', 'pledge')), done);
    await closed(run);
    nowModelDoes(does(put('k10', 'pledge')), does(put('k10', 'pledge')), done);
    await resetRun(at.desk.client, run, { after: 'put' });
    await closed(run);
    expect(at.world.committed).toHaveLength(1);
  });
});

describe('a run in several parts that was reset', () => {
  let server: TestServer;
  let early: CarefulDesk;
  beforeAll(async () => {
    server = await startTestServer('holdfast-reset-early', continueEarly);
    early = await openCarefulDesk('reset-early', server);
  });
  afterAll(async () => {
    await early?.stop();
    await server?.stop();
  });

  it('sends nothing again that a later part had sent, however many parts it has come through since', async () => {
    const looks = Array.from({ length: 8 }, (_, n) => does(look(`p${n}`)));
    early.desk.setScript(playTurns([...looks, does(send('parts-1')), does(send('parts-2')), done]));
    const run = await early.play('free', []);
    const { runId: first } = await early.desk.client.workflow.getHandle(run).describe();
    await early.client.waitForClose(run, { timeoutMs: 60_000 });
    const { runId: last } = await early.desk.client.workflow.getHandle(run).describe();
    expect(last).not.toBe(first);
    await resetRun(early.desk.client, run, 'first-task', first);
    const view = await early.client.waitForClose(run, { timeoutMs: 60_000 });
    const { runId: now } = await early.desk.client.workflow.getHandle(run).describe();
    const { events } = await early.desk.client.workflow.getHandle(run, now).fetchHistory();
    expect(events?.[0]?.workflowExecutionStartedEventAttributes?.originalExecutionRunId).toBe(now);
    expect(view.effects.map(({ state }) => state)).toEqual(['applied', 'applied']);
    expect(early.world.letters).toEqual(['parts-1', 'parts-2']);
  });
});
