import { spawn, spawnSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { mkdirSync, readFileSync, symlinkSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, inject, it } from 'vitest';
import { playTurns } from '../../src/scripted-provider/play-turns.ts';
import type { ScriptedTurn } from '../../src/scripted-provider/scripted-request.ts';
import { type Desk, openDesk, providerEnv } from '../support/desk.ts';
import { type HoldfastProcess, isRunning, startHoldfast } from '../support/holdfast-process.ts';
import { temporaryHome } from '../support/temporal-server.ts';
import unruly from '../support/unruly-config.ts';

const isLong = process.env.HOLDFAST_TEST_FORM === 'long';
const config = fileURLToPath(new URL('../support/unruly-config.ts', import.meta.url));
const launcher = fileURLToPath(new URL('../../bin/holdfast.js', import.meta.url));
const hasNpx = spawnSync('npx', ['--version']).status === 0;
let folder: { home: string; remove: () => Promise<void> };
let desk: Desk;
let worker: HoldfastProcess;
let polling: { pid: number; supervisorPid: number };

beforeEach(async () => {
  folder = await temporaryHome();
  desk = await openDesk({
    address: inject('temporalAddress'),
    namespace: inject('temporalNamespace'),
    taskQueue: `supervised-${randomUUID()}`,
    config: unruly,
    script: playTurns([{ text: 'Done.' }]),
    worker: 'none',
  });
  worker = startHoldfast(workerArgs(), { cwd: folder.home, env: connectionEnv() });
  polling = (await worker.firstLine) as typeof polling;
});
afterEach(async () => {
  worker.kill('SIGTERM');
  await sleep(100);
  worker.kill('SIGTERM');
  await worker.ended;
  await desk.stop();
  await folder.remove();
});

const workerArgs = () => [
  'worker',
  '--json',
  '--config',
  config,
  '--queues',
  desk.taskQueue,
  '--log-file',
  logFile(),
];
const connectionEnv = () => ({
  ...providerEnv(desk.provider),
  TEMPORAL_ADDRESS: inject('temporalAddress'),
  TEMPORAL_NAMESPACE: inject('temporalNamespace'),
});
const logFile = () => join(folder.home, 'worker.log');
const logged = () =>
  readFileSync(logFile(), 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Record<string, unknown>);
const start = () => desk.start({ agent: 'unruly', taskId: randomUUID(), input: 'Go.', startedBy: 'test' });
const call = (name: string, ms = 0): ScriptedTurn => ({ toolCalls: [{ name, arguments: { ms } }] });
const eventsOf = async (id: string) => (await desk.client.workflow.getHandle(id).fetchHistory()).events ?? [];

describe('a worker process that is killed', () => {
  it('is told apart from its supervisor, which starts another', async () => {
    expect(polling).toMatchObject({ schema: 'holdfast.worker/v1', supervisorPid: worker.pid });
    expect(polling.pid).not.toBe(worker.pid);
    process.kill(polling.pid, 'SIGKILL');
    await expect.poll(() => worker.lines()).toHaveLength(2);
    const [, second] = worker.lines();
    expect(second).toMatchObject({ ...polling, pid: expect.any(Number) });
    expect(second?.['pid']).not.toBe(polling.pid);
  });

  it('is replaced by one that stands by, which is told with what memory it holds', async () => {
    const told = /Worker (\d+) stands by, to take over from one that ends; it holds \d+ MiB\./;
    await expect.poll(() => worker.soFar().stderr).toMatch(told);
    const standby = Number(told.exec(worker.soFar().stderr)?.[1]);
    process.kill(polling.pid, 'SIGKILL');
    await expect.poll(() => worker.lines()).toHaveLength(2);
    expect(worker.lines()[1]).toMatchObject({ pid: standby });
  });

  it('in a model call has it booked as unsettled and asked for anew, without a heartbeat being missed', async () => {
    desk.setScript(playTurns([{ text: 'Done.', delayMs: 60_000 }]));
    const id = await start();
    await expect.poll(() => desk.provider.journal.length).toBe(1);
    desk.setScript(playTurns([{ text: 'Done.' }]));
    process.kill(polling.pid, 'SIGKILL');
    const { outcome, totals } = await desk.result(id);
    expect(outcome).toMatchObject({ kind: 'answered', answer: 'Done.' });
    expect(totals).toMatchObject({ modelCalls: 2 });
    expect(totals.unsettledNanoUsd).toBeGreaterThan(0);
    const events = await eventsOf(id);
    expect(events.flatMap((event) => event.activityTaskTimedOutEventAttributes ?? [])).toEqual([]);
    expect(
      events.flatMap(
        (event) => event.activityTaskFailedEventAttributes?.failure?.applicationFailureInfo?.type ?? [],
      ),
    ).toEqual(['worker.lost']);
    // Nor did a step wait on the dead worker's own queue.
    expect(events.flatMap((event) => event.workflowTaskTimedOutEventAttributes ?? [])).toEqual([]);
  });

  it('in a read has it read again, and no error told', async () => {
    desk.setScript(playTurns([call('linger', 60_000), { text: 'Done.' }]));
    const id = await start();
    await expect.poll(async () => (await eventsOf(id)).some(scheduled('linger'))).toBe(true);
    await sleep(500);
    process.kill(polling.pid, 'SIGKILL');
    const { outcome, totals } = await desk.result(id);
    expect(outcome).toMatchObject({ kind: 'answered', answer: 'Done.' });
    expect(totals).toMatchObject({ toolCalls: 1, toolErrors: 0 });
    const failed = (await eventsOf(id)).flatMap((event) => event.activityTaskFailedEventAttributes ?? []);
    expect(failed).toMatchObject([{ failure: { applicationFailureInfo: { type: 'worker.lost' } } }]);
  });

  it('by a tool of its own is replaced as well', async () => {
    desk.setScript(playTurns([call('leave'), { text: 'Done.' }]));
    const id = await start();
    expect(await desk.result(id)).toMatchObject({ outcome: { answer: 'Done.' }, totals: { toolErrors: 0 } });
    expect(worker.soFar().stderr).toContain(`Worker ${polling.pid} ended (exit 3); starting another.`);
  });
});

describe('a worker process whose supervisor is killed', () => {
  it('lets a call end that runs, takes nothing new, and ends', async () => {
    desk.setScript(playTurns([{ text: 'Done.', delayMs: 3_000 }]));
    const id = await start();
    await expect.poll(() => desk.provider.journal.length).toBe(1);
    worker.kill('SIGKILL');
    await expect.poll(() => isRunning(polling.pid)).toBe(false);
    expect(desk.provider.meter()).toMatchObject({ answered: 1 });
    expect(
      (await eventsOf(id)).flatMap((event) => event.activityTaskCompletedEventAttributes ?? []),
    ).toHaveLength(2);
  });
});

describe('a worker that npx started', () => {
  it.skipIf(!hasNpx)(
    'lets a call end that runs, and ends with its supervisor, when npx is killed',
    async () => {
      worker.kill('SIGTERM');
      await worker.ended;
      desk.setScript(playTurns([{ text: 'Done.', delayMs: 3_000 }]));
      const npx = startByNpx();
      try {
        const [line] = (await once(npx.stdout, 'data')) as [Buffer];
        polling = JSON.parse(line.toString()) as typeof polling;
        const id = await start();
        await expect.poll(() => desk.provider.journal.length).toBe(1);
        npx.kill('SIGKILL');
        await expect
          .poll(() => [polling.supervisorPid, polling.pid].filter(isRunning), { timeout: 30_000 })
          .toEqual([]);
        expect(desk.provider.meter()).toMatchObject({ answered: 1 });
        const ended = (await eventsOf(id)).flatMap(
          (event) => event.activityTaskCompletedEventAttributes ?? [],
        );
        expect(ended).toHaveLength(2);
      } finally {
        npx.kill('SIGKILL');
        for (const pid of [polling.supervisorPid, polling.pid].filter(isRunning))
          process.kill(pid, 'SIGKILL');
      }
    },
  );

  function startByNpx() {
    mkdirSync(join(folder.home, 'node_modules/.bin'), { recursive: true });
    symlinkSync(launcher, join(folder.home, 'node_modules/.bin/holdfast'));
    const { TEMPORAL_ADDRESS: _, ...env } = process.env;
    return spawn('npx', ['--no', 'holdfast', ...workerArgs()], {
      cwd: folder.home,
      env: {
        ...env,
        ...connectionEnv(),
        PATH: [dirname(process.execPath), process.env.PATH].join(delimiter),
      },
      stdio: ['ignore', 'pipe', 'ignore'],
    });
  }
});

describe('a tool', () => {
  it('that leaves an error behind costs nobody a call, and is named in the log', async () => {
    desk.setScript(
      playTurns([
        { toolCalls: ['stray', 'linger'].map((name) => ({ name, arguments: { ms: 1_500 } })) },
        { text: 'Done.' },
      ]),
    );
    const id = await start();
    expect(await desk.result(id)).toMatchObject({ outcome: { answer: 'Done.' }, totals: { toolErrors: 0 } });
    expect(attempts(await eventsOf(id))).toEqual([1, 1, 1, 1, 1]);
    const errors = logged().filter(({ level }) => level === 50);
    expect(errors.map(({ msg, run, err }) => [msg, run, (err as Error).message])).toEqual([
      ['an error that nobody waits for in stray; the worker goes on', id, 'nobody awaits this'],
      ['an error that nobody waits for in stray; the worker goes on', id, 'nobody catches this'],
    ]);
    expect(isRunning(polling.pid)).toBe(true);
  });

  it('that keeps the event loop is named in the log, with how long, among others that run', async () => {
    const ms = isLong ? 45_000 : 4_000;
    desk.setScript(
      playTurns([
        {
          toolCalls: [
            { name: 'linger', arguments: { ms: ms + 1_000 } },
            { name: 'hog', arguments: { ms } },
          ],
        },
        { text: 'Done.' },
      ]),
    );
    const id = await start();
    expect(await desk.result(id)).toMatchObject({ outcome: { answer: 'Done.' }, totals: { toolErrors: 0 } });
    // Longer than a heartbeat may be missed, in the long form: the supervisor keeps the others alive.
    expect(attempts(await eventsOf(id))).toEqual([1, 1, 1, 1, 1]);
    const [still, again] = logged().filter(({ activity }) => activity === 'hog');
    expect(still).toMatchObject({
      run: id,
      call: 'c1.2',
      msg: expect.stringMatching(/^the event loop stands still in hog/),
    });
    expect(again).toMatchObject({
      run: id,
      call: 'c1.2',
      msg: expect.stringMatching(/^the event loop stood still in hog/),
    });
    expect(again?.['blockedMs']).toBeGreaterThan(ms / 2);
  });
});

describe('a configuration that prints', () => {
  it('prints to standard error: standard output holds the lines of the worker alone', async () => {
    const { stdout, stderr } = worker.soFar();
    expect(
      stdout
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line).schema),
    ).toEqual(['holdfast.worker/v1']);
    expect(stderr).toContain('a line that a configuration prints');
  });
});

type Events = Awaited<ReturnType<typeof eventsOf>>;

function scheduled(activity: string) {
  return (event: Events[number]) =>
    event.activityTaskScheduledEventAttributes?.activityType?.name === activity;
}

function attempts(events: Events): number[] {
  return events.flatMap((event) => event.activityTaskStartedEventAttributes?.attempt ?? []);
}
