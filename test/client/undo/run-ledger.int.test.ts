import { fileURLToPath } from 'node:url';
import { DefaultLogger, NativeConnection, Runtime, Worker } from '@temporalio/worker';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { findRun } from '../../../src/client/runs/find-run.ts';
import { readLedger } from '../../../src/client/undo/run-ledger.ts';
import { playTurns } from '../../../src/scripted-provider/play-turns.ts';
import { accessOf, type Desk, openDesk } from '../../support/desk.ts';
import { smallWorld } from '../../support/small-agents.ts';

describe('the ledger of a run that another build ran', () => {
  const taskQueue = `run-ledger-${Date.now().toString(36)}`;
  const where = { address: inject('temporalAddress'), namespace: inject('temporalNamespace') };
  let desk: Desk;
  let connection: NativeConnection;
  let worker: Worker;
  let stopped: Promise<void>;

  beforeAll(async () => {
    const { config } = smallWorld();
    desk = await openDesk({ ...where, taskQueue, config, script: playTurns([]), worker: 'none' });
    Runtime.install({ logger: new DefaultLogger('ERROR') });
    connection = await NativeConnection.connect({ address: where.address });
    worker = await Worker.create({
      connection,
      namespace: where.namespace,
      taskQueue,
      workflowsPath: fileURLToPath(new URL('./other-build/index.ts', import.meta.url)),
    });
    stopped = worker.run();
  });
  afterAll(async () => {
    worker.shutdown();
    await stopped;
    await connection.close();
    await desk.stop();
  });

  const ledgerOf = async (input: string) => {
    const task = {
      agent: 'desk',
      taskId: `${taskQueue}-${input.replace(', ', '-')}`,
      input,
      startedBy: 'ada',
    };
    const run = await desk.start(task);
    const handle = desk.client.workflow.getHandle(run);
    if (!input.startsWith('open')) await handle.result().catch(() => {});
    try {
      const access = accessOf(desk);
      return await readLedger(access, await findRun(access, run));
    } finally {
      if (input.startsWith('open')) await handle.terminate();
    }
  };

  it.each(['answered', 'failed', 'open'])('is read where both say the same: %s', async (end) => {
    expect((await ledgerOf(end)).entries).toEqual([]);
  });

  it.each(['answered', 'failed', 'open'])(
    'is refused where the run knows of an effect that its history does not tell: %s',
    async (end) => {
      await expect(ledgerOf(`${end}, made`)).rejects.toMatchObject({
        code: 'ledger_differs',
        kind: 'conflict',
        why: 'The run made c1.1 (unknown), of which its history tells this build nothing.',
        unchanged: 'Nothing was undone.',
      });
    },
  );
});
