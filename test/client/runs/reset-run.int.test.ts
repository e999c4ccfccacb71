import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { readRunsCost } from '../../../src/client/runs/cost-of-runs.ts';
import { listRuns } from '../../../src/client/runs/list-runs.ts';
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

  async function executionsOf(query: string): Promise<number> {
    return (await desk.client.workflow.count(query)).count;
  }
});
