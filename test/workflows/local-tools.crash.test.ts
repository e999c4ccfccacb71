import { randomUUID } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, inject, it } from 'vitest';
import { playTurns } from '../../src/scripted-provider/play-turns.ts';
import { type Desk, openDesk, providerEnv } from '../support/desk.ts';
import { nearWorld } from '../support/near-agent.ts';
import { temporaryHome } from '../support/temporal-server.ts';
import { startWorkerProcess, type WorkerProcess } from '../support/worker-process.ts';

const config = fileURLToPath(new URL('../support/held-peek-config.ts', import.meta.url));
let folder: { home: string; remove: () => Promise<void> };
let desk: Desk;
let worker: WorkerProcess | undefined;

beforeEach(async () => {
  folder = await temporaryHome();
  worker = undefined;
  desk = await openDesk({
    address: inject('temporalAddress'),
    namespace: inject('temporalNamespace'),
    taskQueue: `local-crash-${randomUUID()}`,
    config: nearWorld({ local: true }).config,
    script: playTurns([
      { toolCalls: [{ name: 'peek', arguments: { of: 'a' } }] },
      { toolCalls: [{ name: 'peek', arguments: { of: 'held' } }] },
      { text: 'Done.' },
    ]),
    worker: 'none',
  });
});
afterEach(async () => {
  await worker?.stop();
  await desk.stop();
  await folder.remove();
});

describe('a local tool whose worker is killed', () => {
  it('runs again on the worker that its supervisor starts; what had ended does not, and nothing is billed twice', async () => {
    const journal = join(folder.home, 'peeks.log');
    worker = await startWorkerProcess({
      address: inject('temporalAddress'),
      namespace: inject('temporalNamespace'),
      taskQueue: desk.taskQueue,
      world: `sqlite:${join(folder.home, 'world.sqlite')}`,
      config,
      env: { ...providerEnv(desk.provider), HOLDFAST_TEST_PEEKS: journal },
    });
    const id = await desk.start({ agent: 'near', taskId: randomUUID(), input: 'Look.', startedBy: 't' });
    while (!existsSync(journal) || !peeks(journal).includes('held')) await sleep(20);
    worker.kill();
    const view = await desk.result(id);
    expect(view).toMatchObject({
      outcome: { kind: 'answered', answer: 'Done.' },
      totals: { modelCalls: 3, toolCalls: 2, toolErrors: 0, unsettledNanoUsd: 0 },
    });
    expect(peeks(journal)).toEqual(['a', 'held', 'held']);
    expect(desk.provider.journal).toHaveLength(3);
  });
});

function peeks(journal: string): string[] {
  return readFileSync(journal, 'utf8').trim().split('\n');
}
