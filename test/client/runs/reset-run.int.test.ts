import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { readRunCost, readRunsCost } from '../../../src/client/runs/cost-of-runs.ts';
import { followRun } from '../../../src/client/runs/follow-run.ts';
import { listRuns } from '../../../src/client/runs/list-runs.ts';
import { showRun } from '../../../src/client/runs/show-run.ts';
import { traceRun } from '../../../src/client/runs/trace-run.ts';
import { waitForClose } from '../../../src/client/runs/wait-for-run.ts';
import { costSchema } from '../../../src/reports/cost.ts';
import { traceViewSchema } from '../../../src/reports/trace.ts';
import { playTurns } from '../../../src/scripted-provider/play-turns.ts';
import { accessOf, type Desk } from '../../support/desk.ts';
import { openScenarioDesk } from '../../support/play-scenario.ts';
import { resetRun } from '../../support/reset-run.ts';

describe('a run that was reset in Temporal', () => {
  let desk: Desk;
  beforeAll(async () => {
    const server = { address: inject('temporalAddress'), namespace: inject('temporalNamespace') };
    desk = await openScenarioDesk(server, 'reset');
  });
  afterAll(() => desk.stop());

  it('is one run: listed once and counted once, open and closed', async () => {
    desk.setScript(playTurns([{ text: 'Hello.' }]));
    const taskId = `reset-${Date.now()}`;
    const id = await desk.start({ agent: 'guarded', taskId, chat: true, input: 'Go.', startedBy: 'test' });
    await desk.settled(id);
    await resetRun(desk.client, id);
    await desk.settled(id);
    await resetRun(desk.client, id);
    await desk.settled(id);
    const access = accessOf(desk);
    const query = `WorkflowId = '${id}'`;
    const listed = async () => (await listRuns(access, { query })).map(({ state }) => state);
    await expect.poll(executionsOf.bind(undefined, query)).toBe(3);
    await expect.poll(listed).toEqual(['awaiting-user']);
    expect(await listRuns(access, { query, state: 'closed' })).toEqual([]);
    expect(await readRunsCost(access, { query })).toMatchObject({ runs: 1 });
    await desk.send(id, 'endConversation', {});
    await desk.result(id);
    await expect.poll(listed).toEqual(['closed']);
    expect(await listRuns(access, { query, state: 'closed' })).toHaveLength(1);
    expect(await readRunsCost(access, { query })).toMatchObject({ runs: 1 });
  });

  it('costs what both branches cost, each call once, and traces both', async () => {
    desk.setScript(playTurns([{ text: 'Hello.' }, { text: 'Again.' }]));
    const taskId = `reset-cost-${Date.now()}`;
    const id = await desk.start({ agent: 'guarded', taskId, chat: true, input: 'Go.', startedBy: 'test' });
    const asked = () => desk.provider.journal.length;
    const before = asked();
    await desk.settled(id);
    await desk.say(id, 'More.');
    await desk.settled(id);
    const { runId: first } = await desk.client.workflow.getHandle(id).describe();
    await resetRun(desk.client, id, { before: 'callModel', nth: 2 });
    await desk.settled(id);
    await desk.send(id, 'endConversation', {});
    await desk.result(id);
    expect(asked() - before).toBe(3);

    const access = accessOf(desk);
    const cost = await readRunCost(access, id);
    expect(cost.rows.map(({ step, abandonedIn }) => [step, abandonedIn])).toEqual([
      [2, first],
      [1, undefined],
      [2, undefined],
    ]);
    const [one = 0] = cost.rows.map(({ costNanoUsd }) => costNanoUsd);
    expect(one).toBeGreaterThan(0);
    expect(cost.totalNanoUsd).toBe(cost.rows.reduce((sum, { costNanoUsd }) => sum + costNanoUsd, 0));
    expect(costSchema.safeParse(cost).error).toBeUndefined();
    const query = `WorkflowId = '${id}'`;
    const all = async () => (await readRunsCost(access, { query })).totalNanoUsd;
    await expect.poll(all).toBe(cost.totalNanoUsd);

    const trace = await traceRun(access, id);
    expect(trace.steps.map(({ result }) => result)).toEqual(['Hello.', 'Again.']);
    expect(trace.abandoned?.map(({ runId, steps }) => [runId, steps.map(({ result }) => result)])).toEqual([
      [first, ['Again.']],
    ]);
    expect(traceViewSchema.safeParse(trace).error).toBeUndefined();
    const view = await showRun(access, id);
    expect(view.totals.modelCalls).toBe(2);
    expect(view.spentBeforeReset).toEqual({
      executions: 1,
      modelCalls: 1,
      toolCalls: 0,
      costNanoUsd: one,
      unsettledNanoUsd: 0,
    });
  });

  it('is followed and waited for beyond the execution that a reset ends', async () => {
    desk.setScript(playTurns([{ text: 'Hello.' }]));
    const taskId = `reset-watched-${Date.now()}`;
    const id = await desk.start({ agent: 'guarded', taskId, chat: true, input: 'Go.', startedBy: 'test' });
    await desk.settled(id);
    const states: string[] = [];
    const following = (async () => {
      for await (const event of followRun(accessOf(desk), id))
        if (event.kind === 'run') states.push(event.run.outcome?.reason?.code ?? event.run.state);
    })();
    const waiting = waitForClose(accessOf(desk), id, { timeoutMs: 30_000 });
    await expect.poll(() => states).toContain('awaiting-user');
    await resetRun(desk.client, id);
    await desk.settled(id);
    await desk.send(id, 'endConversation', {});
    expect((await waiting).outcome).toMatchObject({ kind: 'answered' });
    await following;
    expect(states).not.toContain('unexpected');
    expect(states.at(-1)).toBe('closed');
  });

  async function executionsOf(query: string): Promise<number> {
    return (await desk.client.workflow.count(query)).count;
  }
});
