import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, inject, it } from 'vitest';
import { HoldfastClient } from '../../../src/client/holdfast-client.ts';
import { bundledConfig } from '../../../src/samples/bundled-config.ts';
import { openRetailWorld } from '../../../src/samples/retail/open-retail-world.ts';
import { sampleWorld } from '../../../src/samples/retail/sample-world.ts';
import type { RetailWorld } from '../../../src/samples/retail/world/retail-world.ts';
import { listFaultStrikes, setFault } from '../../../src/samples/testing/faults.ts';
import type { Script } from '../../../src/scripted-provider/scripted-request.ts';
import { type Desk, openDesk, providerEnv } from '../../support/desk.ts';
import { temporaryHome } from '../../support/temporal-server.ts';
import { startWorkerProcess, type WorkerProcess } from '../../support/worker-process.ts';

const cancel = {
  name: 'cancel_pending_order',
  arguments: { order_id: '#W1001', reason: 'ordered by mistake' },
};
const script: Script = ({ messages }) =>
  messages.some(({ role }) => role === 'tool') ? { text: 'Done.' } : { toolCalls: [cancel] };

const faultyConfig = fileURLToPath(new URL('../../support/faulty-config.ts', import.meta.url));

let folder: { home: string; remove: () => Promise<void> };
let world: RetailWorld;
let location: string;
let desk: Desk;
let client: HoldfastClient;
let workers: WorkerProcess[];

beforeEach(async () => {
  folder = await temporaryHome();
  location = `sqlite:${join(folder.home, 'world.sqlite')}`;
  world = openRetailWorld(location);
  await world.loadWorld(sampleWorld);
  const where = { address: inject('temporalAddress'), namespace: inject('temporalNamespace') };
  const config = bundledConfig({ world: location });
  desk = await openDesk({ ...where, taskQueue: `undo-${randomUUID()}`, config, script, worker: 'none' });
  client = await HoldfastClient.connect(where);
  workers = [];
});
afterEach(async () => {
  await Promise.all(workers.map((worker) => worker.stop()));
  await client.close();
  await desk.stop();
  await world.close();
  await folder.remove();
});

async function startWorker(): Promise<WorkerProcess> {
  const worker = await startWorkerProcess({
    address: inject('temporalAddress'),
    namespace: inject('temporalNamespace'),
    taskQueue: desk.taskQueue,
    world: location,
    config: faultyConfig,
    env: { ...providerEnv(desk.provider), HOLDFAST_WORLD: location },
  });
  workers.push(worker);
  return worker;
}

describe('an undo in a run that goes on, whose worker is killed', () => {
  it.each([
    ['before it took effect', 'hold-before-commit'],
    ['after it took effect, before it could tell', 'hold-after-commit'],
  ] as const)('%s, is done once by the next one', async (_, kind) => {
    const first = await startWorker();
    const run = await desk.start({
      agent: 'retail-unattended',
      taskId: randomUUID(),
      chat: true,
      input: 'Cancel it.',
      startedBy: 'test',
    });
    expect(await desk.settled(run)).toMatchObject({ effects: [{ state: 'applied' }] });

    await setFault(world, { tool: 'cancel_pending_order.undo', kind });
    const undoing = client.undo(run, { apply: true, by: 'ada' });
    await expect.poll(() => listFaultStrikes(world)).toHaveLength(1);
    first.lose();
    await first.exited;
    await startWorker();

    expect(await undoing).toMatchObject({ complete: true, items: [{ result: 'undone' }] });
    expect(await world.exportWorld()).toEqual(sampleWorld);
    expect((await world.effectCounts()).map(({ applications }) => applications)).toEqual([1, 1]);
    expect(await client.show(run)).toMatchObject({ state: 'awaiting-user', effects: [{ state: 'undone' }] });
  });
});
