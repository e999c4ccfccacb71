import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { z } from 'zod';
import { defineAgent } from '../../src/agents/define-agent.ts';
import { HoldfastClient } from '../../src/client/holdfast-client.ts';
import type { FollowEvent } from '../../src/client/runs/follow-event.ts';
import { defineConfig } from '../../src/config/define-config.ts';
import { runViewSchema } from '../../src/reports/run.ts';
import { runSummarySchema } from '../../src/reports/run-summary.ts';
import { traceViewSchema } from '../../src/reports/trace.ts';
import { playTurns } from '../../src/scripted-provider/play-turns.ts';
import type { Script } from '../../src/scripted-provider/scripted-request.ts';
import { defineTool } from '../../src/tools/define/define-tool.ts';
import { ToolError, TransientToolError } from '../../src/tools/errors/tool-error.ts';
import { type Desk, openDesk } from '../support/desk.ts';

const stamp = Date.now().toString(36);
const taskQueue = `client-${stamp}`;
const model = 'anthropic:claude-sonnet-4-5';
let flakyCalls = 0;

const lookUp = defineTool({
  name: 'look_up',
  description: 'Look a thing up.',
  input: z.object({ id: z.string() }),
  output: z.object({ id: z.string(), text: z.string() }),
  effect: 'read',
  execute: async ({ id }) => {
    if (id === 'missing') throw new ToolError('nothing is called missing');
    return { id, text: 'x'.repeat(id === 'long' ? 600 : 3) };
  },
});

const flaky = defineTool({
  name: 'flaky',
  description: 'Fails at its first attempt.',
  input: z.object({}),
  output: z.object({ ok: z.boolean() }),
  effect: 'read',
  retry: { maximumAttempts: 3, initialInterval: '10ms' },
  execute: async () => {
    if (++flakyCalls === 1) throw new TransientToolError('the line was busy');
    return { ok: true };
  },
});

const agent = (name: string) =>
  defineAgent({
    name,
    version: '7',
    instructions: 'Be brief.',
    tools: [lookUp, flaky],
    model,
    conversational: true,
  });
const names = { clerk: `clerk-${stamp}`, other: `other-${stamp}`, idle: `idle-${stamp}` };
const config = defineConfig({ agents: [agent(names.clerk), agent(names.other), agent(names.idle)] });

const usage = { inputTokens: 1_000, outputTokens: 100 };
const turns = [
  {
    text: 'I look.',
    usage,
    toolCalls: [
      { name: 'update_plan', arguments: { steps: [{ title: 'look', risk: 'low', status: 'in-progress' }] } },
      { name: 'look_up', arguments: { id: 'long' } },
      { name: 'look_up', arguments: { id: 'missing' } },
      { name: 'no_such_tool', arguments: {} },
      { name: 'look_up', arguments: { id: 7 } },
      { name: 'flaky', arguments: {} },
    ],
  },
  { text: 'All done.', usage },
];

const played = playTurns(turns);
const script: Script = (request) =>
  request.messages.some(({ content }) => content === 'slow')
    ? { text: 'Slowly done.', delayMs: 3_000 }
    : played(request);

let desk: Desk;
let client: HoldfastClient;
const started: string[] = [];

async function start(agentName: string, options: Partial<Parameters<HoldfastClient['start']>[0]> = {}) {
  const run = await client.start({
    agent: agentName,
    input: 'look at it',
    startedBy: 'ada',
    taskQueue,
    ...options,
  });
  started.push(run.id);
  return run;
}

beforeAll(async () => {
  const address = inject('temporalAddress');
  const namespace = inject('temporalNamespace');
  desk = await openDesk({ address, namespace, taskQueue, config, script });
  client = await HoldfastClient.connect({ address, namespace });
});

afterAll(async () => {
  for (const id of started) {
    await desk.client.workflow
      .getHandle(id)
      .terminate('end of the test')
      .catch(() => {});
  }
  await client?.close();
  await desk?.stop();
});

describe('HoldfastClient', () => {
  it('starts a run, waits for its close and tells it from history', async () => {
    const summary = await start(names.clerk, { taskId: 'whole' });
    expect(runSummarySchema.parse(summary)).toMatchObject({
      id: `agent/${names.clerk}/whole`,
      taskId: 'whole',
      state: 'running',
      steps: 0,
    });
    const closed = await client.waitForClose(summary.id, { timeoutMs: 30_000 });
    expect(runViewSchema.parse(closed)).toMatchObject({
      state: 'closed',
      outcome: { kind: 'answered', answer: 'All done.' },
      agentVersion: '7',
      totals: { turns: 2, modelCalls: 2, toolCalls: 3, toolErrors: 1, inputTokens: 2_000, outputTokens: 200 },
    });
    expect(await client.show('whole')).toEqual(closed);
  });

  it('traces a model step, then its calls in the order of the model, with attempts and what the model was told', async () => {
    const trace = traceViewSchema.parse(await client.trace(`agent/${names.clerk}/whole`));
    expect(
      trace.steps.map(({ stepNumber, turn, kind, call, attempts }) => [
        stepNumber,
        turn,
        kind,
        call,
        attempts,
      ]),
    ).toEqual([
      [1, 1, 'model', undefined, 1],
      [1, 1, 'control', 'c1.1', 0],
      [2, 1, 'tool', 'c1.2', 1],
      [3, 1, 'tool', 'c1.3', 1],
      [1, 1, 'tool', 'c1.4', 0],
      [1, 1, 'tool', 'c1.5', 0],
      [4, 1, 'tool', 'c1.6', 2],
      [5, 2, 'model', undefined, 1],
    ]);
    const [asked, plan, long, missing, unknown, bad, flakyStep, answer] = trace.steps;
    expect(asked).toMatchObject({
      thought: 'I look.',
      tokensUsed: { input: 1_000, cachedInput: 0, output: 100 },
      costNanoUsd: 4_500_000,
      contextTokens: 1_000,
      contextHash: expect.stringMatching(/^[0-9a-f]{64}$/),
    });
    expect(plan).toMatchObject({ action: { tool: 'update_plan' }, result: 'The plan is noted.' });
    expect(String(long?.result)).toMatch(/^\{"id":"long","text":"x+…$/);
    expect(missing?.error).toEqual({
      type: 'ToolError',
      message: 'Error: nothing is called missing',
      retryable: false,
    });
    expect(unknown?.error).toMatchObject({
      type: 'unknown-tool',
      message: expect.stringContaining('look_up'),
    });
    expect(bad?.error).toMatchObject({ type: 'bad-arguments', message: expect.stringContaining('id') });
    expect(flakyStep?.result).toEqual({ ok: true });
    expect(answer).toMatchObject({ result: 'All done.' });
    expect(trace.outcome).toEqual({ kind: 'answered', answer: 'All done.' });
    expect(trace.totals.costNanoUsd).toBe(9_000_000);
    const whole = await client.trace('whole', { io: true });
    expect(whole.steps[2]?.result).toEqual({ id: 'long', text: 'x'.repeat(600) });
  });

  it('follows a run to its close: every step once it ended, then the closed run last', async () => {
    const { id } = await start(names.clerk, { taskId: 'followed' });
    const events: FollowEvent[] = [];
    for await (const event of client.follow(id)) events.push(event);
    const ended = events.flatMap((event) => (event.kind === 'step' && event.ended ? [event.step] : []));
    expect([...new Set(ended.map((step) => step.call ?? `m${step.turn}`))].sort()).toEqual([
      'c1.1',
      'c1.2',
      'c1.3',
      'c1.4',
      'c1.5',
      'c1.6',
      'm1',
      'm2',
    ]);
    const last = events.at(-1);
    expect(last?.kind === 'run' && last.run.outcome?.kind).toBe('answered');
  });

  it('refuses an id that exists with exit 9 and leaves the run as it was', async () => {
    await expect(start(names.clerk, { taskId: 'whole', input: 'again' })).rejects.toMatchObject({
      code: 'run_exists',
      kind: 'conflict',
    });
    expect((await client.trace(`agent/${names.clerk}/whole`)).task).toBe('look at it');
  });

  it('refuses a task that cannot be one with exit 2', async () => {
    await expect(start(names.clerk, { taskId: 'a/b' })).rejects.toMatchObject({
      code: 'task_invalid',
      kind: 'usage',
    });
  });

  it('knows no run of a name nobody used: exit 3', async () => {
    for (const run of ['nobody-has-this', `agent/${names.clerk}/nobody`, '', 'undo/agent/x/y']) {
      await expect(client.show(run)).rejects.toMatchObject({ code: 'run_not_found', kind: 'not-found' });
    }
    await expect(client.say('nobody-has-this', 'hello')).rejects.toMatchObject({ kind: 'not-found' });
  });

  it('asks for the whole id where two agents have a task of that name', async () => {
    await start(names.clerk, { taskId: 'twice' });
    await start(names.other, { taskId: 'twice' });
    await expect
      .poll(() => client.show('twice').catch((error: unknown) => error))
      .toMatchObject({
        code: 'run_ambiguous',
        kind: 'usage',
        details: {
          runs: expect.arrayContaining([`agent/${names.clerk}/twice`, `agent/${names.other}/twice`]),
        },
      });
  });

  it('carries a conversation: greeting, say with its reply, end', async () => {
    const { id } = await start(names.other, {
      taskId: 'talk',
      input: undefined,
      chat: true,
      greeting: 'Hello.',
    });
    const waiting = await client.waitForPeople(id, { timeoutMs: 20_000 });
    expect(waiting).toMatchObject({ state: 'awaiting-user', lastMessage: 'Hello.' });
    const reply = await client.say(id, 'look please', { by: 'ben', wait: true, timeoutMs: 20_000 });
    expect(reply).toMatchObject({ state: 'awaiting-user', lastMessage: 'All done.' });
    await expect
      .poll(async () =>
        (await client.list({ agent: names.other, state: 'awaiting-user' })).map((run) => run.id),
      )
      .toEqual([id]);
    const [summary] = await client.list({ agent: names.other, state: 'awaiting-user' });
    expect(runSummarySchema.parse(summary)).toMatchObject({ pending: 1, steps: 5, costNanoUsd: 9_000_000 });
    const { totals } = await client.trace(id);
    const untimed = { durationMs: 0, humanWaitMs: 0 };
    expect({ ...totals, ...untimed }).toEqual({ ...reply.totals, ...untimed });
    await client.end(id, { by: 'ben' });
    expect((await client.waitForClose(id, { timeoutMs: 20_000 })).outcome).toEqual({
      kind: 'answered',
      answer: 'All done.',
    });
    await expect(client.say(id, 'too late')).rejects.toMatchObject({ code: 'run_closed', kind: 'conflict' });
  });

  it('takes a repeated message once', async () => {
    const { id } = await start(names.other, { taskId: 'doubled', input: undefined, chat: true });
    await client.say(id, 'look please', { messageId: 'one', wait: true, timeoutMs: 20_000 });
    await client.say(id, 'look please', { messageId: 'one' });
    const view = await client.show(id);
    expect(view.totals.turns).toBe(2);
    await expect(client.pause(id)).resolves.toEqual({ run: id, duplicate: false });
    await expect(client.pause(id)).rejects.toMatchObject({ code: 'already_paused', kind: 'conflict' });
    await client.resume(id);
    await client.cancel(id, { by: 'cy', reason: 'enough' });
    const closed = await client.waitForClose(id, { timeoutMs: 20_000 });
    expect(closed.outcome).toMatchObject({
      kind: 'cancelled',
      reason: { code: 'cancel_requested', message: 'Cancelled by cy: enough' },
    });
  });

  it('refuses a message to a run that takes none: exit 2', async () => {
    const { id } = await start(names.clerk, { taskId: 'deaf', input: 'slow' });
    await expect(client.say(id, 'hello')).rejects.toMatchObject({
      code: 'not_conversational',
      kind: 'usage',
    });
    await expect(client.end(id)).rejects.toMatchObject({ code: 'not_conversational', kind: 'usage' });
  });

  it('tells that no worker took a message: exit 8', async () => {
    const { id } = await start(names.idle, { taskId: 'unheard', taskQueue: `nobody-${stamp}` });
    await expect(client.say(id, 'hello', { timeoutMs: 500 })).rejects.toMatchObject({
      code: 'no_worker',
      kind: 'unreachable',
    });
    await expect(client.say(id, 'hello', { signal: AbortSignal.timeout(200) })).rejects.toMatchObject({
      kind: 'interrupted',
    });
  });

  it('tells the last known state, stale, where no worker answers', async () => {
    const { id } = await start(names.idle, { taskId: 'alone', taskQueue: `nobody-${stamp}` });
    const view = runViewSchema.parse(await client.show(id));
    expect(view).toMatchObject({
      state: 'running',
      stale: true,
      startedBy: 'ada',
      totals: { modelCalls: 0 },
    });
    await expect(client.waitForClose(id, { timeoutMs: 300 })).rejects.toMatchObject({
      code: 'wait_timeout',
      kind: 'timeout',
    });
    await expect(client.waitForClose(id, { signal: AbortSignal.timeout(300) })).rejects.toMatchObject({
      code: 'interrupted',
      kind: 'interrupted',
    });
    const trace = traceViewSchema.parse(await client.trace(id));
    expect(trace.steps).toEqual([]);
    await client.cancel(id);
    expect(await client.show(id)).toMatchObject({ state: 'running', stale: true });
    expect((await client.trace(id)).outcome).toBeUndefined();
    await desk.client.workflow.getHandle(id).terminate('because');
    expect(runViewSchema.parse(await client.show(id))).toMatchObject({
      state: 'closed',
      outcome: {
        kind: 'failed',
        reason: { code: 'unexpected', message: expect.stringContaining('because') },
      },
    });
    await expect
      .poll(() => client.list({ agent: names.idle, state: 'closed' }))
      .toMatchObject([{ id, state: 'closed', outcome: { kind: 'failed' } }]);
  }, 60_000);

  it('stops following when its signal is aborted; the run goes on', async () => {
    const { id } = await start(names.idle, { taskId: 'watched', taskQueue: `nobody-${stamp}` });
    const abort = new AbortController();
    const kinds: string[] = [];
    setTimeout(() => abort.abort(), 500);
    for await (const event of client.follow(id, { signal: abort.signal })) kinds.push(event.kind);
    expect(kinds).toEqual(['run']);
    expect((await desk.client.workflow.getHandle(id).describe()).status.name).toBe('RUNNING');
  });

  it('lists newest first, as many as asked for, and refuses a query that is none with exit 2', async () => {
    const ids: string[] = [];
    for (const taskId of ['l1', 'l2', 'l3']) {
      ids.push((await start(names.idle, { taskId, taskQueue: `nobody-${stamp}` })).id);
      await sleep(5);
    }
    await expect
      .poll(async () => (await client.list({ agent: names.idle, limit: 3 })).map((run) => run.id))
      .toEqual(ids.toReversed());
    await expect(client.list({ query: '(((' })).rejects.toMatchObject({
      code: 'query_invalid',
      kind: 'usage',
    });
    await expect(client.list({ query: "Nonsense = 'x'" })).rejects.toMatchObject({ kind: 'usage' });
  });
});

describe('a namespace that is not there', () => {
  it('is told with what makes it', async () => {
    const other = await HoldfastClient.connect({ address: inject('temporalAddress'), namespace: 'nowhere' });
    try {
      await expect(other.start({ agent: 'a', input: 'x' })).rejects.toMatchObject({
        code: 'namespace_missing',
        kind: 'unreachable',
        next: [{ action: 'setup', address: inject('temporalAddress'), namespace: 'nowhere' }],
      });
    } finally {
      await other.close();
    }
  });
});
