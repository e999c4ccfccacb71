import { defaultPayloadConverter } from '@temporalio/common';
import { afterEach, describe, expect, inject, it } from 'vitest';
import { HoldfastClient } from '../../src/client/holdfast-client.ts';
import type { CallModelInput } from '../../src/contracts/activities.ts';
import type { ScriptedRequest, ScriptedTurn } from '../../src/scripted-provider/scripted-request.ts';
import { createLog } from '../../src/workers/log.ts';
import { startWorkers } from '../../src/workers/start-workers.ts';
import type { StartWorkersOptions } from '../../src/workers/start-workers-options.ts';
import { type Desk, openDesk, providerEnv } from '../support/desk.ts';
import { smallWorld } from '../support/small-agents.ts';

/** A run of so many steps passes continue-as-new; the long form is the promised size. */
const manySteps = process.env.HOLDFAST_TEST_FORM === 'long' ? 2_000 : 800;

describe('what history holds', () => {
  const address = inject('temporalAddress');
  const namespace = inject('temporalNamespace');
  const open: Desk[] = [];
  let queues = 0;

  afterEach(async () => {
    for (const desk of open.splice(0)) await desk.stop();
  });

  async function deskWith(worker: Partial<StartWorkersOptions> | 'none' = {}): Promise<Desk> {
    const desk = await openDesk({
      address,
      namespace,
      taskQueue: `history-rules-${++queues}`,
      config: smallWorld().config,
      script: countUp,
      worker,
    });
    open.push(desk);
    return desk;
  }

  /** Collects the debug lines of a worker that had to ask a run for its transcript. */
  function missCounter(): { log: NonNullable<StartWorkersOptions['log']>; misses: () => number } {
    let misses = 0;
    const stream = {
      write: (line: string) => {
        if (line.includes('transcript not cached')) misses++;
      },
    };
    return { log: createLog({ level: 'debug', stream }), misses: () => misses };
  }

  it('enters a result twice at most: as what was made, and as what is new to the next model call', async () => {
    const desk = await deskWith();
    const id = await desk.start({
      agent: 'desk',
      taskId: `twice-${Date.now()}`,
      input: 'Count to 6.',
      startedBy: 't',
    });
    await desk.result(id);
    const events = eventsOf(await desk.client.workflow.getHandle(id).fetchHistory());
    const made = events.filter((event) => event.activityTaskCompletedEventAttributes);
    const inputs = modelInputs(events);
    expect(
      inputs.filter((input) => JSON.stringify(input.added).includes('"{\\"found\\":\\"3\\"}"')),
    ).toHaveLength(1);
    expect(made.filter((event) => payloadTexts(event).some((p) => p.includes('{"found":"3"}')))).toHaveLength(
      1,
    );
    expect(inputs.map(({ added }) => added.length)).toEqual([1, 1, 1, 1, 1, 1, 1]);
    expect(inputs.at(-1)?.head.length).toBe(12);
  });

  it('asks the run once when the worker was restarted, and never while it has the transcript', async () => {
    const first = missCounter();
    const desk = await deskWith('none');
    const workerOf = (log: typeof first.log) =>
      startWorkers({
        config: smallWorld().config,
        connection: { address },
        namespace,
        taskQueues: [desk.taskQueue],
        env: { ...process.env, ...providerEnv(desk.provider) },
        log,
        drainMs: 500,
      });
    const before = await workerOf(first.log);
    const id = await desk.start({
      agent: 'desk',
      taskId: `restart-${Date.now()}`,
      chat: true,
      startedBy: 't',
    });
    await desk.say(id, 'Count to 3.');
    await desk.settled(id);
    expect(first.misses()).toBe(0);
    await before.stop();

    const second = missCounter();
    const after = await workerOf(second.log);
    try {
      await desk.say(id, 'Count to 3.');
      const view = await desk.settled(id);
      expect(view.lastMessage).toBe('Counted to 3.');
      expect(second.misses()).toBe(1);
      expect(desk.provider.journal.at(-1)?.request?.messages[0]).toEqual({
        role: 'user',
        content: 'Count to 3.',
      });
    } finally {
      await after.stop();
    }
  });

  it('gives the model the same transcript from two workers that share a queue', async () => {
    const [a, b] = [missCounter(), missCounter()];
    const desk = await deskWith({ log: a.log, concurrentActivities: 1 });
    const other = await startWorkers({
      config: smallWorld().config,
      connection: { address },
      namespace,
      taskQueues: [desk.taskQueue],
      env: { ...process.env, ...providerEnv(desk.provider) },
      log: b.log,
      drainMs: 500,
      concurrentActivities: 1,
    });
    try {
      const ids = await Promise.all(
        [1, 2, 3, 4].map((n) =>
          desk.start({
            agent: 'desk',
            taskId: `two-${n}-${Date.now()}`,
            input: 'Count to 8.',
            startedBy: 't',
          }),
        ),
      );
      const views = await Promise.all(ids.map((id) => desk.result(id)));
      expect(views.map((view) => view.outcome?.answer)).toEqual(Array(4).fill('Counted to 8.'));
      // Both had to ask a run for what the other one knew.
      expect([a.misses(), b.misses()].map((misses) => misses > 0)).toEqual([true, true]);
      const lastOnes = desk.provider.journal.flatMap(({ request }) =>
        request?.messages.length === 17 ? [request.messages] : [],
      );
      expect(lastOnes).toHaveLength(4);
      for (const messages of lastOnes) {
        const told = messages.flatMap((message) => (message.role === 'tool' ? [message.content] : []));
        expect(told).toEqual(Array.from({ length: 8 }, (_, n) => `{"found":"${n + 1}"}`));
        expect(messages[0]).toEqual({ role: 'user', content: 'Count to 8.' });
      }
    } finally {
      await other.stop();
    }
  });

  it('works with the workflow cache off', async () => {
    const desk = await deskWith({ cachedRuns: 0 });
    const id = await desk.start({
      agent: 'desk',
      taskId: `nocache-${Date.now()}`,
      input: 'Count to 5.',
      startedBy: 't',
    });
    expect((await desk.result(id)).outcome?.answer).toBe('Counted to 5.');
  });

  it(`keeps plan, totals, pinned message and order over ${manySteps} steps, at flat bytes per step`, async () => {
    const desk = await deskWith();
    const turns = manySteps / 2;
    const id = await desk.start({
      agent: 'marathon',
      taskId: `marathon-${Date.now()}`,
      input: `Count to ${turns} wide, by a plan.`,
      startedBy: 't',
      budgetNanoUsd: 9_000_000_000_000_000,
    });
    const view = await desk.result(id);
    expect(view.outcome).toEqual({ kind: 'answered', answer: `Counted to ${turns}.` });
    expect(view.totals).toMatchObject({
      toolCalls: turns,
      modelCalls: turns + 2,
      turns: turns + 2,
      toolErrors: 0,
    });

    const last = desk.provider.journal.at(-1)?.request as ScriptedRequest;
    expect(last.messages[0]).toEqual({ role: 'user', content: `Count to ${turns} wide, by a plan.` });
    expect(JSON.stringify(last.messages)).toContain('- [x] \\"Begin\\"\\n- [ ] \\"Tell\\"');
    const results = last.messages.flatMap((message) =>
      message.role === 'tool' ? [countIn(message.content)] : [],
    );
    expect(results).toEqual(results.map((_, index) => turns - results.length + 1 + index));

    await using client = await HoldfastClient.connect({ address, namespace });
    const trace = await client.trace(id, { io: true });
    const found = trace.steps.flatMap(({ kind, result }) =>
      kind === 'tool' ? [countIn((result as { found: string }).found)] : [],
    );
    expect(found).toEqual(Array.from({ length: turns }, (_, index) => index + 1));
    expect(trace.totals).toEqual(view.totals);

    const sizes = await segmentSizes(desk, id);
    expect(sizes.length).toBeGreaterThan(1);
    const perStep = sizes.slice(0, -1).map(({ bytes, steps }) => bytes / steps);
    expect(Math.max(...perStep) / Math.min(...perStep)).toBeLessThan(1.1);
  });
});

/** Counts as far as the first user message says, from the results in the request alone. */
function countUp(request: ScriptedRequest): ScriptedTurn {
  const asked = request.messages.findLast(
    (message) => message.role === 'user' && /Count to/.test(message.content),
  );
  if (/by a plan/.test(asked?.content ?? '') && request.messages.length === 1) {
    const steps = ['Begin', 'Tell'].map((title, n) => ({
      title,
      risk: 'low',
      status: n === 0 ? 'done' : 'pending',
    }));
    return { toolCalls: [{ name: 'update_plan', arguments: { steps } }] };
  }
  const [, to = '0', wide = ''] = /Count to (\d+)( wide)?/.exec(asked?.content ?? '') ?? [];
  const since = request.messages.slice(request.messages.lastIndexOf(asked as never) + 1);
  const last = since.findLast((message) => message.role === 'tool');
  const reached = last ? countIn(last.content) : 0;
  if (reached >= Number(to)) return { text: `Counted to ${to}.` };
  const padding = wide ? 'w'.repeat(2_000) : '';
  return {
    ...(wide ? { text: 'm'.repeat(2_000) } : {}),
    toolCalls: [{ name: 'look', arguments: { of: `${reached + 1}${padding}` } }],
  };
}

function countIn(content: string): number {
  return Number(/\d+/.exec(content)?.[0] ?? 0);
}

type History = Awaited<ReturnType<ReturnType<Desk['client']['workflow']['getHandle']>['fetchHistory']>>;
type Events = NonNullable<History['events']>;

function eventsOf(history: History): Events {
  return history.events ?? [];
}

function payloadTexts(event: Events[number]): string[] {
  const payloads = [
    ...(event.activityTaskScheduledEventAttributes?.input?.payloads ?? []),
    ...(event.activityTaskCompletedEventAttributes?.result?.payloads ?? []),
  ];
  return payloads.map((payload) => JSON.stringify(defaultPayloadConverter.fromPayload(payload)));
}

function modelInputs(events: Events): CallModelInput[] {
  return events.flatMap(({ activityTaskScheduledEventAttributes: scheduled }) => {
    const payload = scheduled?.input?.payloads?.[0];
    return scheduled?.activityType?.name === 'callModel' && payload
      ? [defaultPayloadConverter.fromPayload<CallModelInput>(payload)]
      : [];
  });
}

/** Bytes and steps of each Temporal run of the chain, without what opening the segment costs. */
async function segmentSizes(desk: Desk, id: string): Promise<{ bytes: number; steps: number }[]> {
  const sizes: { bytes: number; steps: number }[] = [];
  let runId: string | undefined = (await desk.client.workflow.getHandle(id).describe()).raw
    .workflowExecutionInfo?.firstRunId as string | undefined;
  while (runId) {
    const events = eventsOf(await desk.client.workflow.getHandle(id, runId).fetchHistory());
    const work = events.filter((event) => event.activityTaskScheduledEventAttributes);
    const first = events.indexOf(work[0] as Events[number]);
    const bytes = events
      .slice(first)
      .reduce((sum, event) => sum + payloadTexts(event).reduce((total, text) => total + text.length, 300), 0);
    sizes.push({ bytes, steps: work.length });
    runId = events.at(-1)?.workflowExecutionContinuedAsNewEventAttributes?.newExecutionRunId ?? undefined;
  }
  return sizes;
}
