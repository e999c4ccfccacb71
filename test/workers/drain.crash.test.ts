import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, inject, it } from 'vitest';
import { bundledConfig } from '../../src/samples/bundled-config.ts';
import { type Desk, openDesk, providerEnv } from '../support/desk.ts';
import { type HoldfastProcess, startHoldfast } from '../support/holdfast-process.ts';
import { temporaryHome } from '../support/temporal-server.ts';

const answer = { text: 'Good day.' };
let folder: { home: string; remove: () => Promise<void> };
let desk: Desk;
let workers: HoldfastProcess[];

beforeEach(async () => {
  folder = await temporaryHome();
  workers = [];
  const world = `sqlite:${join(folder.home, 'world.sqlite')}`;
  desk = await openDesk({
    address: inject('temporalAddress'),
    namespace: inject('temporalNamespace'),
    taskQueue: `drain-${randomUUID()}`,
    config: bundledConfig({ world }),
    script: () => ({ ...answer, delayMs: 2_000 }),
    worker: 'none',
  });
});
afterEach(async () => {
  for (const worker of workers) worker.kill('SIGKILL');
  await Promise.all(workers.map((worker) => worker.ended));
  await desk.stop();
  await folder.remove();
});

describe('holdfast worker', () => {
  it('lets a model call end at SIGTERM, takes nothing new, and exits 0', async () => {
    const worker = await startWorker();
    const id = await startTask();
    await modelCalled();
    worker.kill('SIGTERM');
    expect(await worker.ended).toMatchObject({ code: 0 });
    expect(desk.provider.meter()).toMatchObject({ answered: 1 });

    await startWorker();
    const run = await desk.result(id);
    expect(run).toMatchObject({
      outcome: { kind: 'answered', answer: 'Good day.' },
      totals: { modelCalls: 1, unsettledNanoUsd: 0 },
    });
    expect(desk.provider.journal).toHaveLength(1);
  });

  it('is ready once it polls, no longer when it drains, and answers nobody when it has ended', async () => {
    const worker = await startWorker('--health-port', '0');
    const { healthUrl } = (await worker.firstLine) as { healthUrl: string };
    expect(new URL(healthUrl).hostname).toBe('127.0.0.1');
    const statusOf = async (path: string) => (await fetch(healthUrl + path)).status;
    expect([await statusOf('/healthz'), await statusOf('/readyz')]).toEqual([200, 200]);
    await startTask();
    await modelCalled();
    worker.kill('SIGTERM');
    while ((await statusOf('/readyz')) === 200) await sleep(50);
    expect([await statusOf('/healthz'), await statusOf('/readyz')]).toEqual([200, 503]);
    expect(await worker.ended).toMatchObject({ code: 0 });
    await expect(statusOf('/healthz')).rejects.toThrow('fetch failed');
  });

  it('ends at once at a second signal', async () => {
    desk.setScript(() => ({ ...answer, delayMs: 15_000 }));
    const worker = await startWorker();
    await startTask();
    await modelCalled();
    worker.kill('SIGTERM');
    await sleep(500);
    const since = Date.now();
    worker.kill('SIGTERM');
    expect(await worker.ended).toMatchObject({ code: 130 });
    expect(Date.now() - since).toBeLessThan(3_000);
  });
});

async function startWorker(...flags: readonly string[]): Promise<HoldfastProcess> {
  const worker = startHoldfast(['worker', '--json', '--queues', desk.taskQueue, ...flags], {
    cwd: folder.home,
    env: {
      ...providerEnv(desk.provider),
      TEMPORAL_ADDRESS: inject('temporalAddress'),
      TEMPORAL_NAMESPACE: inject('temporalNamespace'),
      HOLDFAST_WORLD: `sqlite:${join(folder.home, 'world.sqlite')}`,
    },
  });
  workers.push(worker);
  expect(await worker.firstLine).toMatchObject({
    schema: 'holdfast.worker/v1',
    supervisorPid: worker.pid,
    taskQueue: desk.taskQueue,
    agents: expect.arrayContaining(['retail', 'retail-unattended']),
  });
  return worker;
}

function startTask(): Promise<string> {
  return desk.start({ agent: 'retail', taskId: randomUUID(), input: 'Hello', startedBy: 'test' });
}

async function modelCalled(): Promise<void> {
  for (const deadline = Date.now() + 20_000; desk.provider.journal.length === 0; await sleep(20)) {
    if (Date.now() > deadline) throw new Error('the model was not called');
  }
}
