import { randomUUID } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import { Client, Connection } from '@temporalio/client';
import { bundleWorkflowCode, DefaultLogger, type Logger, NativeConnection, Worker } from '@temporalio/worker';
import type { CompiledWorkerOptions } from '@temporalio/worker/lib/worker-options.js';
import type { WorkflowBundleWithSourceMapAndFilename as Bundle } from '@temporalio/worker/lib/workflow/workflow-worker-thread/input.js';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { createLog } from '../../src/workers/log.ts';
import { routeTemporalLogs } from '../../src/workers/temporal-runtime.ts';
import { keepWorkflowThread } from '../../src/workers/workflow-thread.ts';

/** Gives a step of workflow code one second. */
class ImpatientWorker extends Worker {
  protected static override createWorkflowCreator(
    bundle: Bundle,
    { activities }: CompiledWorkerOptions,
    logger: Logger,
  ) {
    const activityNames = new Set(activities.keys());
    return keepWorkflowThread({ bundle, activityNames, logger, longestMs: 1_000 });
  }
}

const taskQueue = `threads-${randomUUID()}`;
let connection: Connection;
let native: NativeConnection;
let client: Client;
let worker: Worker;
let running: Promise<void>;

beforeAll(async () => {
  routeTemporalLogs(createLog({ level: 'silent' }));
  const address = inject('temporalAddress');
  const namespace = inject('temporalNamespace');
  connection = await Connection.connect({ address });
  native = await NativeConnection.connect({ address });
  client = new Client({ connection, namespace });
  const workflowsPath = fileURLToPath(new URL('./endless-workflow/index.ts', import.meta.url));
  const { code } = await bundleWorkflowCode({ workflowsPath, logger: new DefaultLogger('ERROR') });
  worker = await ImpatientWorker.create({
    connection: native,
    namespace,
    taskQueue,
    workflowBundle: { code },
  });
  running = worker.run();
});
afterAll(async () => {
  worker.shutdown();
  await running;
  await native.close();
  await connection.close();
});

const start = (type: string) =>
  client.workflow.start(type, { workflowId: `${type}-${randomUUID()}`, taskQueue });

describe('workflow code that does not come to the end of a step', () => {
  it('fails its workflow task by name, and runs that its thread had go on', async () => {
    const patient = await start('patient');
    await expect.poll(async () => (await patient.describe()).historyLength).toBeGreaterThanOrEqual(4);
    const endless = await start('endless');
    const failures = async () =>
      (await endless.fetchHistory()).events?.flatMap(
        (event) => event.workflowTaskFailedEventAttributes?.failure?.message ?? [],
      );
    await expect
      .poll(failures)
      .toEqual([
        `The thread of workflow code was ended: a step of ${endless.workflowId} did not come to its end within 1 s.`,
      ]);
    await endless.terminate();
    await patient.signal('go');
    expect(await patient.result()).toBe('went');
    expect(worker.getState()).toBe('RUNNING');
  });
});

describe('workflow code that breaks', () => {
  it('fails its workflow task with the place in its sources', async () => {
    const broken = await start('broken');
    const failures = async () =>
      (await broken.fetchHistory()).events?.flatMap(
        (event) => event.workflowTaskFailedEventAttributes?.failure ?? [],
      );
    await expect.poll(failures).toHaveLength(1);
    const [failure] = (await failures()) ?? [];
    expect(failure).toMatchObject({ message: 'no such thing' });
    expect(failure?.stackTrace).toContain('endless-workflow/index.ts:20');
    await broken.terminate();
  });
});
