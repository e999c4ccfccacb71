import { afterAll, beforeAll, describe, expect, inject, it, vi } from 'vitest';
import { readRunsCost } from '../../src/client/runs/cost-of-runs.ts';
import { listRuns } from '../../src/client/runs/list-runs.ts';
import { playTurns } from '../../src/scripted-provider/play-turns.ts';
import type { ScriptedRequest, ScriptedTurn } from '../../src/scripted-provider/scripted-request.ts';
import { accessOf, type Desk, openDesk } from '../support/desk.ts';
import { type SmallWorld, smallWorld } from '../support/small-agents.ts';

describe('agentRun', () => {
  let desk: Desk;
  let world: SmallWorld;
  let tasks = 0;

  beforeAll(async () => {
    world = smallWorld();
    desk = await openDesk({
      address: inject('temporalAddress'),
      namespace: inject('temporalNamespace'),
      taskQueue: 'agent-run-test',
      config: world.config,
      script: playTurns([]),
    });
  });
  afterAll(() => desk.stop());

  const use = (name: string, args: object) => ({ toolCalls: [{ name, arguments: args }] });

  async function play(turns: readonly ScriptedTurn[], task: object = {}): Promise<string> {
    desk.setScript(playTurns(turns));
    desk.provider.setFaults([]);
    return start(task);
  }
  function start(task: object = {}): Promise<string> {
    return desk.start({ agent: 'desk', taskId: `run-${++tasks}`, input: 'Go.', startedBy: 'test', ...task });
  }
  async function underWay(id: string, calls: 'toolCalls' | 'modelCalls'): Promise<void> {
    while ((await desk.status(id)).totals[calls] === 0)
      await new Promise((resolve) => setTimeout(resolve, 20));
  }
  function lastRequest(): ScriptedRequest {
    const request = desk.provider.journal.at(-1)?.request;
    if (!request) throw new Error('the provider was not asked');
    return request;
  }

  it('works a task to its answer', async () => {
    const id = await play([use('look', { of: 'a' }), { text: 'Found a.' }]);
    const view = await desk.result(id);
    expect(view.outcome).toEqual({ kind: 'answered', answer: 'Found a.' });
    expect(view.totals).toMatchObject({ turns: 2, modelCalls: 2, toolCalls: 1, toolErrors: 0 });
    expect(view.totals.costNanoUsd).toBeGreaterThan(0);
  });

  it('holds a conversation: greeting, messages, end', async () => {
    const id = await play([{ text: 'First.' }, { text: 'Second.' }], {
      input: undefined,
      chat: true,
      greeting: 'Hello!',
    });
    expect(await desk.settled(id)).toMatchObject({ state: 'awaiting-user', lastMessage: 'Hello!' });
    expect(await desk.say(id, 'One')).toEqual({ accepted: true });
    expect(await desk.settled(id)).toMatchObject({ lastMessage: 'First.' });
    await desk.say(id, 'Two', 'same-id');
    expect(await desk.say(id, 'Two', 'same-id')).toEqual({ accepted: true, duplicate: true });
    expect(await desk.settled(id)).toMatchObject({ lastMessage: 'Second.' });
    await desk.send(id, 'endConversation', {});
    expect((await desk.result(id)).outcome).toEqual({ kind: 'answered', answer: 'Second.' });
    expect(lastRequest().messages.map(({ role }) => role)).toEqual(
      expect.arrayContaining(['user', 'assistant']),
    );
  });

  it('takes the reply to ask_user in a task run, and refuses messages nobody asked for', async () => {
    const id = await play([
      use('ask_user', { question: 'Which?' }),
      use('slow', { ms: 300 }),
      { text: 'Thanks.' },
    ]);
    expect(await desk.settled(id)).toMatchObject({ state: 'awaiting-user', question: 'Which?' });
    expect(await desk.say(id, 'That one')).toEqual({ accepted: true });
    expect(await desk.say(id, 'And this')).toMatchObject({
      accepted: false,
      refusal: { code: 'not-conversational' },
    });
    expect((await desk.result(id)).outcome?.answer).toBe('Thanks.');
  });

  it("runs changes of one thing in the model's order and others side by side", async () => {
    world.executions.length = 0;
    const calls = ['x/1!', 'y!', 'x/2'].map((of) => ({ name: 'change', arguments: { of } }));
    const id = await play([{ toolCalls: calls }, { text: 'ok' }]);
    const view = await desk.result(id);
    expect(view.effects.map(({ id: effect, state }) => `${effect} ${state}`).sort()).toEqual([
      'c1.1 applied',
      'c1.2 applied',
      'c1.3 applied',
    ]);
    const at = (span: string) => world.spans.indexOf(span);
    expect(world.spans).toHaveLength(6);
    expect(at('begin x/2')).toBeGreaterThan(at('end x/1!'));
    expect(at('begin y!')).toBeLessThan(at('end x/1!'));
    expect(at('begin x/1!')).toBeLessThan(at('end y!'));
  });

  it('tells the model what exists when it invents a tool or an argument, and never runs it', async () => {
    const id = await play([use('lok', { of: 'a' }), use('look', { off: 'a' }), { text: 'Sorry.' }]);
    expect((await desk.result(id)).totals).toMatchObject({ toolCalls: 0, modelCalls: 3 });
    const told = lastRequest().messages.filter((message) => message.role === 'tool');
    expect(told[0]?.content).toContain('look');
    expect(told[1]?.content).toContain('of');
    expect(told.every((message) => message.isError)).toBe(true);
  });

  it('tells the model of a refusal as an error, never as an empty result', async () => {
    const id = await play([use('refuse', { of: 'unicorn' }), { text: 'None.' }]);
    expect((await desk.result(id)).totals.toolErrors).toBe(1);
    expect(lastRequest().messages.at(-1)).toMatchObject({
      isError: true,
      content: 'Error: There is no unicorn.',
    });
  });

  it('refuses an output that is not what the tool promised', async () => {
    await desk.result(await play([use('drifted', { of: 'a' }), { text: 'Hm.' }]));
    expect(lastRequest().messages.at(-1)).toMatchObject({ isError: true });
    expect(lastRequest().messages.at(-1)?.content).toContain('found');
  });

  it('refuses an oversized output before it is encoded, naming the tool', async () => {
    await desk.result(await play([use('fill', { bytes: 3_000_000 }), { text: 'Too much.' }]));
    expect(lastRequest().messages.at(-1)).toMatchObject({ isError: true });
    expect(lastRequest().messages.at(-1)?.content).toMatch(/fill .*(bytes|KiB|MiB)/);
  });

  it('retries a tool that fails for a passing reason', async () => {
    world.executions.length = 0;
    const id = await play([use('flaky', { of: 'a' }), { text: 'ok' }]);
    expect((await desk.result(id)).totals.toolErrors).toBe(0);
    expect(world.executions).toEqual(['flaky:a', 'flaky:a', 'flaky:a']);
  });

  it('retries a rate-limited model call without booking it', async () => {
    desk.setScript(playTurns([{ text: 'ok' }]));
    desk.provider.setFaults([{ fault: { kind: 'rate-limited', retryAfterSeconds: 1 }, next: 1 }]);
    const view = await desk.result(await start());
    expect(view.totals).toMatchObject({ modelCalls: 1, unsettledNanoUsd: 0 });
    expect(view.totals.durationMs).toBeGreaterThanOrEqual(1_000);
  });

  it('books a cut answer as unsettled and asks again', async () => {
    desk.setScript(playTurns([{ text: 'ok' }]));
    desk.provider.setFaults([{ fault: { kind: 'cut' }, next: 1 }]);
    const view = await desk.result(await start());
    expect(view.outcome?.kind).toBe('answered');
    expect(view.totals.modelCalls).toBe(2);
    expect(view.totals.unsettledNanoUsd).toBeGreaterThan(0);
  });

  it('tells lists and sums of runs the worst case of a bill that nobody knows', async () => {
    desk.setScript(playTurns([{ text: 'ok' }]));
    desk.provider.setFaults([{ fault: { kind: 'cut' }, next: 1 }]);
    const id = await start();
    const { unsettledNanoUsd } = (await desk.result(id)).totals;
    const query = `WorkflowId = '${id}' AND ExecutionStatus = 'Completed'`;
    const sums = () => readRunsCost(accessOf(desk), { query });
    await expect.poll(sums, { timeout: 10_000 }).toMatchObject({ runs: 1, unsettledNanoUsd });
    const runs = await listRuns(accessOf(desk), { query });
    expect(runs.map((run) => run.unsettledNanoUsd)).toEqual([unsettledNanoUsd]);
  });

  it('never takes missing usage for zero cost', async () => {
    desk.setScript(playTurns([{ text: 'ok' }]));
    desk.provider.setFaults([{ fault: { kind: 'missing-usage' }, next: 1 }]);
    expect((await desk.result(await start())).totals.unsettledNanoUsd).toBeGreaterThan(0);
  });

  it('asks no second time for an answer that cannot be booked: its bill stands', async () => {
    desk.setScript(playTurns([{ text: 'ok', usage: { inputTokens: 9e15, outputTokens: 1 } }]));
    const before = desk.provider.meter().requests;
    const view = await desk.result(await start());
    expect(view.outcome).toMatchObject({ kind: 'failed', reason: { code: 'unexpected' } });
    expect(view.outcome?.reason?.message).toContain('the answer could not be booked');
    expect(view.totals.unsettledNanoUsd).toBeGreaterThan(0);
    expect(desk.provider.meter().requests - before).toBe(1);
  });

  it('pauses between steps and goes on when resumed', async () => {
    const id = await play([use('slow', { ms: 300 }), { text: 'ok' }]);
    expect(await desk.send(id, 'pause', {})).toEqual({ accepted: true });
    expect(await desk.settled(id)).toMatchObject({ state: 'paused' });
    expect(await desk.send(id, 'pause', {})).toMatchObject({ refusal: { code: 'already-paused' } });
    expect(await desk.send(id, 'resume', {})).toEqual({ accepted: true });
    expect((await desk.result(id)).outcome?.kind).toBe('answered');
  });

  it('ends as cancelled by message: does not wait for a read, aborts a model call', async () => {
    const during = await play([use('slow', { ms: 20_000 }), { text: 'never' }]);
    await underWay(during, 'toolCalls');
    await desk.send(during, 'cancelRun', { by: 'ada', reason: 'changed my mind' });
    expect((await desk.result(during)).outcome).toMatchObject({
      kind: 'cancelled',
      reason: { code: 'cancel_requested', message: 'Cancelled by ada: changed my mind' },
    });
    expect((await desk.client.workflow.getHandle(during).describe()).closeTime).toBeDefined();

    const thinking = await play([{ text: 'late', delayMs: 20_000 }]);
    await underWay(thinking, 'modelCalls');
    await desk.send(thinking, 'cancelRun', { by: 'ada' });
    const view = await desk.result(thinking);
    expect(view.outcome?.kind).toBe('cancelled');
    expect(view.totals.durationMs).toBeLessThan(15_000);
  });

  it('ends as cancelled when Temporal cancels the workflow', async () => {
    const id = await play([], { input: undefined, chat: true });
    await desk.settled(id);
    await desk.client.workflow.getHandle(id).cancel();
    expect((await desk.result(id)).outcome).toMatchObject({ kind: 'cancelled' });
  });

  it('takes messages as signals too', async () => {
    const id = await play([{ text: 'Hi.' }], { input: undefined, chat: true });
    await desk.client.workflow.getHandle(id).signal('say', { message: 'Hello', messageId: '1' });
    await desk.client.workflow.getHandle(id).signal('say', 'nonsense');
    await desk.client.workflow.getHandle(id).signal('endConversation', {});
    expect((await desk.result(id)).outcome).toEqual({ kind: 'answered', answer: 'Hi.' });
  });

  it('waits for a worker that has its agent, and says so', async () => {
    const id = await play([], { agent: 'nobody' });
    await vi.waitFor(
      async () =>
        expect(await desk.client.workflow.getHandle(id).query('status')).toMatchObject({
          state: 'running',
          currentStep: 'waits for a worker that has the agent nobody',
        }),
      { timeout: 10_000, interval: 100 },
    );
    await desk.client.workflow.getHandle(id).signal('cancelRun', { by: 'ada' });
    expect((await desk.result(id)).outcome).toMatchObject({ kind: 'cancelled' });
  });

  it.each([['a model without a price', { model: 'anthropic:claude-imaginary-9' }, 'price_unknown']])(
    'closes as failed for %s',
    async (_name, task, code) => {
      const id = await play([], task);
      expect((await desk.result(id)).outcome).toMatchObject({ kind: 'failed', reason: { code } });
    },
  );

  it.each([
    ['max_steps', { maxSteps: 3 }],
    ['timeout', { wallTimeMs: 1_000 }],
    ['budget_exhausted', { budgetNanoUsd: 1 }],
  ])('ends gracefully at a cap: %s', async (code, caps) => {
    const id = await play(
      Array.from({ length: 40 }, () => ({ text: 'On it.', ...use('slow', { ms: 60 }) })),
      caps,
    );
    expect((await desk.result(id)).outcome).toMatchObject({
      kind: 'partial',
      answer: 'On it.',
      reason: { code },
    });
  });

  it('shows state and outcome in search attributes, and no more than twelve events a plain turn', async () => {
    const turns = Array.from({ length: 5 }, () => use('look', { of: 'a' }));
    const id = await play([...turns, { text: 'ok' }]);
    await desk.result(id);
    const handle = desk.client.workflow.getHandle(id);
    const { searchAttributes, historyLength } = await handle.describe();
    expect(searchAttributes).toMatchObject({ HoldfastState: ['closed'], HoldfastOutcome: ['answered'] });
    expect(historyLength).toBeLessThanOrEqual(5 * 12 + 24);
  });
});
