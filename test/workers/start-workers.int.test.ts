import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { Connection } from '@temporalio/client';
import { msToTs } from '@temporalio/common/lib/time.js';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { bundledConfig } from '../../src/samples/bundled-config.ts';
import { createLog } from '../../src/workers/log.ts';
import { startWorkers } from '../../src/workers/start-workers.ts';

const address = inject('temporalAddress');
const config = bundledConfig({ world: 'sqlite::memory:' });
const log = createLog({ level: 'silent' });
let connection: Connection;

beforeAll(async () => {
  connection = await Connection.connect({ address });
});
afterAll(() => connection.close());

describe('startWorkers', () => {
  it('refuses a namespace that lacks search attributes, with the command that adds them', async () => {
    const namespace = await registerBareNamespace();
    await expect(startWorkers({ config, log, namespace, connection: { address } })).rejects.toMatchObject({
      code: 'namespace_not_ready',
      kind: 'unreachable',
      message: expect.stringMatching(/lacks the search attributes HoldfastAgent, .*HoldfastSteps\.$/),
      next: [{ action: 'setup', address, namespace }],
    });
  });

  it('refuses a namespace that is not there', async () => {
    await expect(
      startWorkers({ config, log, namespace: 'nobody-has-this', connection: { address } }),
    ).rejects.toMatchObject({
      code: 'namespace_not_ready',
      message: `The Temporal server at ${address} has no namespace "nobody-has-this".`,
    });
  });

  it('says within seconds that no server answers', async () => {
    const since = Date.now();
    await expect(startWorkers({ config, log, connection: { address: '127.0.0.1:1' } })).rejects.toMatchObject(
      { code: 'server_unreachable', kind: 'unreachable' },
    );
    expect(Date.now() - since).toBeLessThan(10_000);
  });

  it('ends when told, also when told twice', async () => {
    const workers = await startWorkers({
      config,
      log,
      namespace: inject('temporalNamespace'),
      connection: { address },
      taskQueues: [`start-workers-${randomUUID()}`],
    });
    await Promise.all([workers.stop(), workers.stop()]);
    await expect(workers.done).resolves.toBeUndefined();
  });
});

async function registerBareNamespace(): Promise<string> {
  const namespace = `bare-${randomUUID()}`;
  await connection.workflowService.registerNamespace({
    namespace,
    workflowExecutionRetentionPeriod: msToTs('1 day'),
  });
  // The server's services learn of a new namespace one after the other.
  for (;;) {
    try {
      await connection.operatorService.listSearchAttributes({ namespace });
      return namespace;
    } catch {
      await sleep(100);
    }
  }
}
