import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, inject, it } from 'vitest';
import { z } from 'zod';
import { defineAgent } from '../../src/agents/define-agent.ts';
import { traceRun } from '../../src/client/runs/trace-run.ts';
import { defineConfig } from '../../src/config/define-config.ts';
import { resolveQueues } from '../../src/config/queues.ts';
import { playTurns } from '../../src/scripted-provider/play-turns.ts';
import { defineTool } from '../../src/tools/define/define-tool.ts';
import { ToolError, TransientToolError } from '../../src/tools/errors/tool-error.ts';
import { accessOf, type Desk, openDesk } from '../support/desk.ts';

let desk: Desk;
/** Beginnings and ends of attempts, in their order. */
let seen: string[];
let openAgain: boolean;

/** A write with a key, whose service is closed, slow, or answers and loses what it says. */
const charge = defineTool({
  name: 'charge',
  description: 'Charge a card.',
  input: z.object({ how: z.enum(['fine', 'closed', 'slow', 'broken', 'refusing']) }),
  output: z.object({ charged: z.string() }),
  effect: 'irreversible',
  idempotency: 'keyed',
  timeout: '10s',
  retry: { maximumAttempts: 8, initialInterval: '1s', maximumInterval: '1s' },
  execute: async ({ how }, { attempt, idempotencyKey, signal }) => {
    seen.push(`begin ${attempt}`);
    if (how === 'closed' && !openAgain) throw new TransientToolError('closed', { tookNoEffect: true });
    if (how === 'slow') await new Promise((resolve) => setTimeout(resolve, 2_000));
    if ((how === 'broken' || how === 'refusing') && attempt === 1)
      throw Object.assign(new Error('the connection broke'), { code: 'ECONNRESET' });
    if (how === 'refusing') throw new ToolError('charged already');
    seen.push(`${signal.aborted ? 'aborted' : 'end'} ${attempt}`);
    return { charged: idempotencyKey };
  },
});

/** The same, closed at first and then too slow. */
const stall = defineTool({
  name: 'stall',
  description: 'Charge a card, in the end.',
  input: z.object({}),
  output: z.object({ charged: z.string() }),
  effect: 'irreversible',
  idempotency: 'keyed',
  timeout: '1s',
  retry: { maximumAttempts: 5, initialInterval: '100ms', maximumInterval: '100ms' },
  execute: async (_, { attempt, idempotencyKey }) => {
    seen.push(`begin ${attempt}`);
    if (attempt === 1) throw new TransientToolError('closed', { tookNoEffect: true });
    // Without a look at the signal: the server has to notice.
    if (attempt === 2) await new Promise((resolve) => setTimeout(resolve, 5_000));
    return { charged: idempotencyKey };
  },
});

/** A write over a queue of its own, which nobody serves. */
const queued = defineTool({
  name: 'queued',
  description: 'Charge a card, elsewhere.',
  input: z.object({}),
  output: z.object({ charged: z.string() }),
  effect: 'irreversible',
  idempotency: 'keyed',
  execute: async (_, { attempt }) => {
    seen.push(`begin ${attempt}`);
    return { charged: 'no' };
  },
});

beforeAll(async () => {
  const agent = defineAgent({
    name: 'clerk',
    instructions: 'Do as you are told.',
    model: 'anthropic:claude-sonnet-4-5',
    tools: [charge, stall, queued],
    rules: [{ name: 'may', when: { tool: ['charge', 'stall', 'queued'] }, then: 'allow' }],
  });
  desk = await openDesk({
    address: inject('temporalAddress'),
    namespace: inject('temporalNamespace'),
    taskQueue: `taken-back-${randomUUID()}`,
    config: {
      ...defineConfig({ agents: [agent] }),
      queues: resolveQueues({ tools: { elsewhere: { tools: ['queued'], ownWorkers: true } } }),
    },
    script: playTurns([]),
  });
});
afterAll(() => desk?.stop());
beforeEach(() => {
  seen = [];
  openAgain = false;
});

async function begun(how: string, attempts: number): Promise<string> {
  desk.setScript(playTurns([{ toolCalls: [{ name: 'charge', arguments: { how } }] }, { text: 'Done.' }]));
  const id = await desk.start({
    agent: 'clerk',
    taskId: randomUUID(),
    input: 'Go.',
    startedBy: 'test',
  });
  await expect.poll(() => seen.length, { timeout: 10_000 }).toBe(attempts);
  return id;
}

describe('a write between two attempts', () => {
  it('is not tried again once its run is cancelled, and has had no effect', async () => {
    const id = await begun('closed', 2);
    await desk.send(id, 'cancelRun', { by: 'ada' });
    const view = await desk.result(id);
    expect(view).toMatchObject({ outcome: { kind: 'cancelled' }, effects: [{ state: 'absent' }] });
    await new Promise((resolve) => setTimeout(resolve, 1_500));
    expect(seen).toEqual(['begin 1', 'begin 2']);
  });

  it('is not tried again while its run is paused, and goes on when it is resumed', async () => {
    const id = await begun('closed', 2);
    await desk.send(id, 'pause', { by: 'ada' });
    openAgain = true;
    await new Promise((resolve) => setTimeout(resolve, 2_000));
    expect(seen).toEqual(['begin 1', 'begin 2']);
    await desk.send(id, 'resume', { by: 'ada' });
    expect(await desk.result(id)).toMatchObject({
      outcome: { kind: 'answered' },
      effects: [{ state: 'applied' }],
      totals: { toolCalls: 1 },
    });
  });
});

describe('a write whose second attempt uses up its time', () => {
  it('has its third one then: Temporal does not say which attempt was late, its heartbeat does', async () => {
    desk.setScript(playTurns([{ toolCalls: [{ name: 'stall', arguments: {} }] }, { text: 'Done.' }]));
    const id = await desk.start({ agent: 'clerk', taskId: randomUUID(), input: 'Go.', startedBy: 'test' });
    expect(await desk.result(id)).toMatchObject({ effects: [{ state: 'applied' }] });
    expect(seen).toEqual(['begin 1', 'begin 2', 'begin 3']);
    const { steps } = await traceRun(accessOf(desk), id);
    expect(steps.find(({ kind }) => kind === 'tool')?.attempts).toBe(3);
  });
});

describe('a write whose attempt is under way', () => {
  it('is waited for when its run is cancelled, and does not hear of it', async () => {
    const id = await begun('slow', 1);
    await desk.send(id, 'cancelRun', { by: 'ada' });
    const view = await desk.result(id);
    expect(view).toMatchObject({ outcome: { kind: 'cancelled' }, effects: [{ state: 'applied' }] });
    expect(seen).toEqual(['begin 1', 'end 1']);
  });
});

describe('a write that hangs', () => {
  it('is waited for to its own deadline, and no longer, when its run is cancelled', async () => {
    desk.setScript(playTurns([{ toolCalls: [{ name: 'stall', arguments: {} }] }, { text: 'Done.' }]));
    const id = await desk.start({ agent: 'clerk', taskId: randomUUID(), input: 'Go.', startedBy: 'test' });
    await expect.poll(() => seen).toEqual(['begin 1', 'begin 2']);
    await desk.send(id, 'cancelRun', { by: 'ada' });
    const view = await desk.result(id);
    expect(view).toMatchObject({ outcome: { kind: 'cancelled' }, effects: [{ state: 'unknown' }] });
    // Its attempt goes on for five seconds, and no other one began.
    expect(seen).toEqual(['begin 1', 'begin 2']);
    const { events } = await desk.client.workflow.getHandle(id).fetchHistory();
    const late = events?.find((event) => event.activityTaskTimedOutEventAttributes);
    expect(late?.activityTaskTimedOutEventAttributes?.failure?.timeoutFailureInfo?.timeoutType).toBe(1);
  });
});

describe('a write that no worker has taken', () => {
  it('is not waited for when its run is cancelled: it was not made', async () => {
    const id = await waitsInItsQueue('queued');
    await desk.send(id, 'cancelRun', { by: 'ada' });
    expect(await desk.result(id)).toMatchObject({
      outcome: { kind: 'cancelled' },
      effects: [{ state: 'absent' }],
    });
  });

  it('is taken back from its queue while its run is paused, and sent when it is resumed', async () => {
    const id = await waitsInItsQueue('queued');
    await desk.send(id, 'pause', { by: 'ada' });
    await expect.poll(() => eventsOfQueued(id)).toMatchObject([{ isTakenBack: true }]);
    await desk.send(id, 'resume', { by: 'ada' });
    await expect
      .poll(() => eventsOfQueued(id))
      .toMatchObject([{ isTakenBack: true }, { isTakenBack: false }]);
    await desk.send(id, 'cancelRun', { by: 'ada' });
    await desk.result(id);
  });

  async function waitsInItsQueue(name: string): Promise<string> {
    desk.setScript(playTurns([{ toolCalls: [{ name, arguments: {} }] }, { text: 'Done.' }]));
    const id = await desk.start({ agent: 'clerk', taskId: randomUUID(), input: 'Go.', startedBy: 'test' });
    await expect.poll(() => eventsOfQueued(id)).toHaveLength(1);
    return id;
  }

  async function eventsOfQueued(id: string) {
    const { events } = await desk.client.workflow.getHandle(id).fetchHistory();
    const ofQueued = (events ?? []).filter(
      (event) => event.activityTaskScheduledEventAttributes?.activityType?.name === 'queued',
    );
    return ofQueued.map(({ eventId }) => ({
      isTakenBack: events?.some(
        ({ activityTaskCanceledEventAttributes: end }) => String(end?.scheduledEventId) === String(eventId),
      ),
    }));
  }
});

describe('a write whose attempt may have acted', () => {
  it('is made by a second dispatch with the same key', async () => {
    const id = await begun('broken', 3);
    const view = await desk.result(id);
    expect(view).toMatchObject({ effects: [{ state: 'applied' }], totals: { toolCalls: 1 } });
    expect(seen).toEqual(['begin 1', 'begin 2', 'end 2']);
  });

  it('costs eleven events of its history for that, and nothing where nothing is lost', async () => {
    const eventsOf = async (how: string): Promise<number> => {
      const id = await desk.start({ agent: 'clerk', taskId: randomUUID(), input: how, startedBy: 'test' });
      await desk.result(id);
      const { events } = await desk.client.workflow.getHandle(id).fetchHistory();
      return events?.length ?? 0;
    };
    const script = (how: string) =>
      playTurns([{ toolCalls: [{ name: 'charge', arguments: { how } }] }, { text: 'Done.' }]);
    desk.setScript(script('fine'));
    const plain = await eventsOf('fine');
    desk.setScript(script('broken'));
    expect((await eventsOf('broken')) - plain).toBe(11);
  });

  it('waits for a person when the second dispatch is refused', async () => {
    const id = await begun('refusing', 2);
    expect(await desk.settled(id)).toMatchObject({
      state: 'awaiting-human',
      effects: [{ id: 'c1.1', state: 'unknown' }],
    });
  });
});
