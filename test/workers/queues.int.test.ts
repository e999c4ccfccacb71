import { randomUUID } from 'node:crypto';
import { afterEach, describe, expect, inject, it } from 'vitest';
import type { HoldfastConfig } from '../../src/config/define-config.ts';
import { type QueuesDefinition, resolveQueues } from '../../src/config/queues.ts';
import { playTurns } from '../../src/scripted-provider/play-turns.ts';
import { createLog } from '../../src/workers/log.ts';
import { startWorkers } from '../../src/workers/start-workers.ts';
import { type Desk, openDesk, providerEnv } from '../support/desk.ts';
import { smallWorld } from '../support/small-agents.ts';

interface ActivityTimes {
  readonly name: string;
  readonly queue: string;
  readonly scheduledMs: number;
  readonly endedMs: number;
}

describe('task queues of their own', () => {
  const address = inject('temporalAddress');
  const namespace = inject('temporalNamespace');
  const open: { stop(): Promise<unknown> }[] = [];

  afterEach(async () => {
    for (const one of open.splice(0).reverse()) await one.stop();
  });

  async function deskWith(queues: QueuesDefinition, script = playTurns([burst, { text: 'Done.' }])) {
    const config: HoldfastConfig = { ...smallWorld().config, queues: resolveQueues(queues) };
    const desk = await openDesk({ address, namespace, taskQueue: `queues-${randomUUID()}`, config, script });
    open.push(desk);
    return { desk, config };
  }

  /** Seven looks and one fill, proposed at once. */
  const burst = {
    toolCalls: [
      ...Array.from({ length: 7 }, (_, index) => ({ name: 'look', arguments: { of: `#${index}` } })),
      { name: 'fill', arguments: { bytes: 3 } },
    ],
  };

  it('holds a burst of a tool group back to its rate, and no other tool', async () => {
    const { desk } = await deskWith({ tools: { lookups: { tools: ['look'], perSecond: 2 } } });
    const times = await activitiesOf(desk, await runOn(desk));
    const looks = times.filter(({ name }) => name === 'look');
    const fill = times.find(({ name }) => name === 'fill');
    expect(looks.map(({ queue }) => queue)).toEqual(Array(7).fill(`${desk.taskQueue}/tools/lookups`));
    // The server lets a second's worth through at once, so five of seven have to wait half a second each.
    const tookMs =
      Math.max(...looks.map(({ endedMs }) => endedMs)) - Math.min(...looks.map((look) => look.scheduledMs));
    expect(tookMs).toBeGreaterThan(1_500);
    expect(fill?.queue).toBe(desk.taskQueue);
    expect(fill?.endedMs).toBeLessThan(Math.max(...looks.map(({ endedMs }) => endedMs)));
  });

  it('holds the calls of one provider back to its rate', async () => {
    const { desk } = await deskWith(
      { providers: { anthropic: { perSecond: 1 } } },
      playTurns([
        ...[1, 2, 3].map((n) => ({ toolCalls: [{ name: 'look', arguments: { of: `#${n}` } }] })),
        { text: 'Done.' },
      ]),
    );
    const calls = (await activitiesOf(desk, await runOn(desk))).filter(({ name }) => name === 'callModel');
    expect(calls.map(({ queue }) => queue)).toEqual(Array(4).fill(`${desk.taskQueue}/provider/anthropic`));
    expect((calls.at(-1)?.endedMs ?? 0) - (calls[0]?.scheduledMs ?? 0)).toBeGreaterThan(1_500);
  });

  it('leaves everything on the run’s queue where the configuration asks for no other', async () => {
    const { desk } = await deskWith({});
    const times = await activitiesOf(desk, await runOn(desk));
    expect(new Set(times.map(({ queue }) => queue))).toEqual(new Set([desk.taskQueue]));
  });

  it('leaves a group with workers of its own to a worker that is started for it by name', async () => {
    const { desk, config } = await deskWith({ tools: { lookups: { tools: ['look'], ownWorkers: true } } });
    const id = await startOn(desk);
    const ended = async () =>
      (await activitiesOf(desk, id)).filter(({ endedMs }) => endedMs > 0).map(({ name }) => name);
    await expect.poll(ended).toContain('fill');
    expect(await ended()).not.toContain('look');
    open.push(
      await startWorkers({
        config,
        connection: { address },
        namespace,
        taskQueues: [`${desk.taskQueue}/tools/lookups`],
        env: providerEnv(desk.provider),
        log: createLog({ level: 'silent' }),
        drainMs: 500,
      }),
    );
    expect((await desk.result(id)).outcome?.kind).toBe('answered');
  });

  function startOn(desk: Desk): Promise<string> {
    return desk.start({ agent: 'desk', taskId: `queued-${randomUUID()}`, input: 'Look.', startedBy: 't' });
  }

  async function runOn(desk: Desk): Promise<string> {
    const id = await startOn(desk);
    expect((await desk.result(id)).outcome?.kind).toBe('answered');
    return id;
  }

  async function activitiesOf(desk: Desk, id: string): Promise<ActivityTimes[]> {
    const { events = [] } = await desk.client.workflow.getHandle(id).fetchHistory();
    const found = new Map<string, ActivityTimes>();
    for (const event of events ?? []) {
      const atMs = Number(event.eventTime?.seconds ?? 0) * 1_000 + (event.eventTime?.nanos ?? 0) / 1e6;
      const scheduled = event.activityTaskScheduledEventAttributes;
      if (scheduled) {
        const name = scheduled.activityType?.name ?? '';
        const queue = scheduled.taskQueue?.name ?? '';
        found.set(String(event.eventId), { name, queue, scheduledMs: atMs, endedMs: 0 });
      }
      const key = String(event.activityTaskCompletedEventAttributes?.scheduledEventId ?? '');
      const begun = found.get(key);
      if (begun) found.set(key, { ...begun, endedMs: atMs });
    }
    return [...found.values()];
  }
});
