import { randomUUID } from 'node:crypto';
import { afterAll, afterEach, beforeAll, describe, expect, inject, it } from 'vitest';
import { z } from 'zod';
import { defineAgent } from '../../src/agents/define-agent.ts';
import { defineConfig, type HoldfastConfig } from '../../src/config/define-config.ts';
import { resolveQueues } from '../../src/config/queues.ts';
import type { AgentTask } from '../../src/core/run/agent-task.ts';
import { playTurns } from '../../src/scripted-provider/play-turns.ts';
import { defineTool } from '../../src/tools/define/define-tool.ts';
import { createLog } from '../../src/workers/log.ts';
import { startWorkers } from '../../src/workers/start-workers.ts';
import { type Desk, openDesk, providerEnv } from '../support/desk.ts';

let aborted: string[];
let finished: string[];

const input = z.object({ ms: z.number() });
const output = z.object({ took: z.number() });

/** Work for so long, or until it is broken off. */
async function work(ms: number, signal: AbortSignal): Promise<{ took: number }> {
  await new Promise((resolve) => {
    const timer = setTimeout(resolve, ms);
    signal.addEventListener('abort', () => {
      clearTimeout(timer);
      resolve(undefined);
    });
  });
  return { took: ms };
}

const read = defineTool({
  name: 'read',
  description: 'Read for a while.',
  input,
  output,
  effect: 'read',
  timeout: '60s',
  execute: async ({ ms }, { signal }) => {
    const done = await work(ms, signal);
    (signal.aborted ? aborted : finished).push('read');
    return done;
  },
});

const write = defineTool({
  name: 'write',
  description: 'Write for a while.',
  input,
  output,
  effect: 'irreversible',
  idempotency: 'keyed',
  timeout: '60s',
  execute: async ({ ms }, { signal }) => {
    const done = await work(ms, signal);
    if (signal.aborted) aborted.push('write');
    return done;
  },
});

function config(): HoldfastConfig {
  const agent = defineAgent({
    name: 'worker',
    instructions: 'Do as you are told.',
    model: 'anthropic:claude-sonnet-4-5',
    tools: [read, write],
    rules: [{ name: 'may', when: { tool: 'write' }, then: 'allow' }],
    budget: { wallTime: '1500ms' },
  });
  return defineConfig({ agents: [agent] });
}

describe('the wall time of a run', () => {
  let desk: Desk;
  beforeAll(async () => {
    aborted = [];
    finished = [];
    desk = await openDesk({
      address: inject('temporalAddress'),
      namespace: inject('temporalNamespace'),
      taskQueue: `wall-time-${randomUUID()}`,
      config: config(),
      script: playTurns([]),
    });
  });
  afterAll(() => desk?.stop());

  const start = (changes: Partial<AgentTask> = {}) =>
    desk.start({ agent: 'worker', taskId: randomUUID(), input: 'Go.', startedBy: 't', ...changes });

  it('ends a run while a read is under way, which is not waited for', async () => {
    desk.setScript(
      playTurns([{ toolCalls: [{ name: 'read', arguments: { ms: 50_000 } }] }, { text: 'Done.' }]),
    );
    const view = await desk.result(await start());
    expect(view).toMatchObject({
      outcome: { kind: 'partial', reason: { code: 'timeout' } },
      totals: { modelCalls: 1, toolCalls: 1 },
    });
    expect(finished).toEqual([]);
  });

  it('waits for a write that was begun, which does not hear of it, and makes no other model call', async () => {
    desk.setScript(
      playTurns([{ toolCalls: [{ name: 'write', arguments: { ms: 3_000 } }] }, { text: 'Done.' }]),
    );
    const view = await desk.result(await start());
    expect(view).toMatchObject({
      outcome: { kind: 'partial', reason: { code: 'timeout' } },
      effects: [{ state: 'applied' }],
      totals: { modelCalls: 1 },
    });
    expect(aborted).not.toContain('write');
  });

  it('costs the history of a run that ends in time one timer', async () => {
    desk.setScript(playTurns([{ toolCalls: [{ name: 'read', arguments: { ms: 10 } }] }, { text: 'Done.' }]));
    const id = await start({ wallTimeMs: 60_000 });
    await desk.result(id);
    const { events } = await desk.client.workflow.getHandle(id).fetchHistory();
    expect(events?.filter((event) => event.timerStartedEventAttributes)).toHaveLength(1);
    expect(events?.filter((event) => event.timerCanceledEventAttributes)).toHaveLength(0);
  });
});

describe('a wait for a worker', () => {
  const address = inject('temporalAddress');
  const namespace = inject('temporalNamespace');
  const opened: { stop(): Promise<unknown> }[] = [];

  afterEach(async () => {
    for (const one of opened.splice(0).reverse()) await one.stop();
  });

  /** The tool has a queue of its own, which nobody serves. */
  async function waitingForItsTool() {
    const queues = resolveQueues({ tools: { group: { tools: ['read'], ownWorkers: true } } });
    const own: HoldfastConfig = { ...config(), queues };
    const taskQueue = `wall-time-${randomUUID()}`;
    const script = playTurns([{ toolCalls: [{ name: 'read', arguments: { ms: 10 } }] }, { text: 'Done.' }]);
    const desk = await openDesk({ address, namespace, taskQueue, config: own, script, worker: 'none' });
    opened.push(desk);
    const serve = async (...taskQueues: string[]) => {
      const workers = await startWorkers({
        config: own,
        connection: { address },
        namespace,
        taskQueues,
        env: { ...process.env, ...providerEnv(desk.provider) },
        log: createLog({ level: 'silent' }),
        drainMs: 1_000,
      });
      opened.push(workers);
      return workers;
    };
    const runs = await serve(taskQueue);
    const id = await desk.start({ agent: 'worker', taskId: randomUUID(), input: 'Go.', startedBy: 't' });
    const eventsOf = async (type: string) => {
      const { events } = await desk.client.workflow.getHandle(id).fetchHistory();
      const scheduled = (events ?? []).map((event) => event.activityTaskScheduledEventAttributes);
      return scheduled.filter((attributes) => attributes?.activityType?.name === type).length;
    };
    await expect.poll(() => eventsOf('read'), { timeout: 20_000 }).toBe(1);
    return { desk, id, runs, serve, eventsOf, group: `${taskQueue}/tools/group`, taskQueue };
  }

  it('is no time that a run worked: it ends as it would have, once its tool is taken', async () => {
    const { desk, id, serve, eventsOf, group } = await waitingForItsTool();
    await expect.poll(() => eventsOf('lookAtWork'), { timeout: 20_000 }).toBe(1);
    await serve(group);
    expect(await desk.result(id)).toMatchObject({ outcome: { kind: 'answered', answer: 'Done.' } });
    expect(await eventsOf('read')).toBe(1);
  });

  it('is none either where no worker drove the run when its time was over', async () => {
    const { desk, id, runs, serve, eventsOf, group, taskQueue } = await waitingForItsTool();
    await runs.stop();
    // Its time is over after a second and a half; what is taken in five seconds later is late.
    await new Promise((resolve) => setTimeout(resolve, 9_000));
    await serve(taskQueue);
    await serve(group);
    expect(await desk.result(id)).toMatchObject({ outcome: { kind: 'answered', answer: 'Done.' } });
    expect(await eventsOf('read')).toBe(1);
  });
});
