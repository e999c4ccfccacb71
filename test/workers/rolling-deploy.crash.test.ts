import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, inject, it } from 'vitest';
import { bundledConfig } from '../../src/samples/bundled-config.ts';
import { NoticeService } from '../../src/samples/notices/notice-service.ts';
import { openRetailWorld } from '../../src/samples/retail/open-retail-world.ts';
import { sampleWorld } from '../../src/samples/retail/sample-world.ts';
import type { RetailWorld } from '../../src/samples/retail/world/retail-world.ts';
import { turnIndex } from '../../src/scripted-provider/play-turns.ts';
import type { Script } from '../../src/scripted-provider/scripted-request.ts';
import { type Desk, openDesk, providerEnv } from '../support/desk.ts';
import { type HoldfastProcess, startHoldfast } from '../support/holdfast-process.ts';
import { temporaryHome } from '../support/temporal-server.ts';

const config = fileURLToPath(new URL('../support/crashes/crash-config.ts', import.meta.url));
const runs = 6;
/** More than a run needs while two workers are replaced. */
const limits = {
  maxSteps: 1_000,
  maxToolCalls: 1_000,
  wallTimeMs: 3_600_000,
  budgetNanoUsd: 100_000_000_000,
};

let folder: { home: string; remove: () => Promise<void> };
let location: string;
let world: RetailWorld;
let desk: Desk;
let workers: HoldfastProcess[];
let isDeployed: boolean;

/** Reads and notices by turns, until both workers are new. */
const script: Script = async (request) => {
  const turn = turnIndex(request);
  if (isDeployed) return { text: 'Done.' };
  const [first] = request.messages;
  const call =
    turn % 2 === 0
      ? { name: 'send_notice', arguments: { to: `${first?.content}@example.com`, text: `Number ${turn}.` } }
      : { name: 'get_user_details', arguments: { user_id: 'ada_winter_1001' } };
  return { toolCalls: [call], delayMs: 500 };
};

beforeEach(async () => {
  folder = await temporaryHome();
  location = `sqlite:${join(folder.home, 'world.sqlite')}`;
  world = openRetailWorld(location);
  await world.loadWorld(sampleWorld);
  workers = [];
  isDeployed = false;
  desk = await openDesk({
    address: inject('temporalAddress'),
    namespace: inject('temporalNamespace'),
    taskQueue: `deploy-${randomUUID()}`,
    config: bundledConfig({ world: location }),
    script,
    worker: 'none',
  });
});
afterEach(async () => {
  for (const worker of workers) worker.kill('SIGTERM');
  await Promise.all(workers.map((worker) => worker.ended));
  await desk.stop();
  await world.close();
  await folder.remove();
});

async function startWorker(): Promise<HoldfastProcess> {
  const worker = startHoldfast(['worker', '--json', '--config', config, '--queues', desk.taskQueue], {
    cwd: folder.home,
    env: {
      ...providerEnv(desk.provider),
      TEMPORAL_ADDRESS: inject('temporalAddress'),
      TEMPORAL_NAMESPACE: inject('temporalNamespace'),
      HOLDFAST_WORLD: location,
    },
  });
  workers.push(worker);
  await worker.firstLine;
  return worker;
}

describe('a rolling deploy of two workers', () => {
  it('loses nothing and repeats nothing: each model call is made once, each notice goes out once', async () => {
    const old = await Promise.all([startWorker(), startWorker()]);
    const names = Array.from({ length: runs }, (_, n) => `run${n}-${randomUUID()}`);
    const ids = await Promise.all(
      names.map((name) =>
        desk.start({ ...limits, agent: 'courier', taskId: name, input: name, startedBy: 'test' }),
      ),
    );
    await expect.poll(() => desk.provider.meter().answered).toBeGreaterThan(2 * runs);
    for (const worker of old) {
      await startWorker();
      worker.kill('SIGTERM');
      expect(await worker.ended).toMatchObject({ code: 0 });
    }
    isDeployed = true;

    const ends = await Promise.all(ids.map((id) => desk.result(id)));
    const sum = (count: (view: (typeof ends)[number]) => number) =>
      ends.reduce((total, view) => total + count(view), 0);
    expect(ends.map(({ outcome }) => outcome)).toEqual(
      ids.map(() => ({ kind: 'answered', answer: 'Done.' })),
    );
    expect(sum(({ totals }) => totals.unsettledNanoUsd)).toBe(0);
    expect(sum(({ totals }) => totals.toolErrors)).toBe(0);
    const { requests, answered } = desk.provider.meter();
    expect({ requests, answered }).toEqual({
      requests: sum(({ totals }) => totals.modelCalls),
      answered: sum(({ totals }) => totals.modelCalls),
    });
    const sent = await new NoticeService(world).sent();
    expect(sent.filter(({ times }) => times !== 1)).toEqual([]);
    expect(sent).toHaveLength(sum(({ effects }) => effects.length));
    expect(ends.flatMap(({ effects }) => effects.map(({ state }) => state))).toEqual(
      sent.map(() => 'applied'),
    );
  });
});
