import type { Bench } from './bench-server.ts';
import type { ModelRequestNote } from './fast-provider.ts';
import { holdfast } from './loops.ts';
import type { WorkerChild } from './worker-children.ts';

/**
 * Kill the worker that has a run, again and again, and tell the milliseconds until another makes the run's next model
 * call.
 *
 * Two workers serve the queue all the time; each kill finds the run in the middle of its steps.
 */
export async function measureRecovery(bench: Bench, kills: number): Promise<readonly number[]> {
  const { address, namespace, provider } = bench;
  const taskQueue = bench.fresh('recovery');
  const workers = new Map<string, WorkerChild>();
  const startWorker = async (): Promise<void> => {
    const key = bench.fresh('worker');
    workers.set(
      key,
      await holdfast.startWorker({ address, namespace, taskQueue, providerUrl: provider.baseUrl, key }),
    );
  };
  let workflowId: string | undefined;
  try {
    await Promise.all([startWorker(), startWorker()]);
    workflowId = await holdfast.start(bench, taskQueue, 100_000);
    const recoveries: number[] = [];
    for (let n = 0; n < kills; n++) {
      const { key } = await nextRequest(bench, (note) => workers.has(note.key), 8);
      const worker = workers.get(key);
      workers.delete(key);
      const killedAtMs = performance.now();
      await worker?.kill();
      const next = await nextRequest(bench, (note) => note.key !== key, 1);
      recoveries.push(next.atMs - killedAtMs);
      await startWorker();
    }
    return recoveries;
  } finally {
    if (workflowId !== undefined) await bench.client.workflow.getHandle(workflowId).terminate('measured');
    await Promise.all([...workers.values()].map((worker) => worker.kill()));
  }
}

/** The `count`th request from now that is looked for. */
function nextRequest(
  { provider }: Bench,
  isWanted: (note: ModelRequestNote) => boolean,
  count: number,
): Promise<ModelRequestNote> {
  let left = count;
  return new Promise((resolve) => {
    const forget = provider.onRequest((note) => {
      if (!isWanted(note) || --left > 0) return;
      forget();
      resolve(note);
    });
  });
}
