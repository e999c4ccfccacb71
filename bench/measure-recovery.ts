import { setTimeout as sleep } from 'node:timers/promises';
import type { Bench } from './bench-server.ts';
import { farReads } from './loops.ts';
import { median } from './median.ts';
import { nextRequest } from './next-request.ts';

/** Milliseconds from the kill of the process that polls to the run's next model call. */
export interface RecoveryFigures {
  readonly inModelCallMs: readonly number[];
  readonly inToolCallMs: readonly number[];
  /** What an undisturbed step takes, from one model call to the next. */
  readonly stepMs: number;
  /** Memory of the process that stands by meanwhile. */
  readonly standby?: string | undefined;
}

/** As between kills in earnest: the next process is loaded by then, and the one before counts as no crash loop. */
const apartMs = 11_000;

/** Kill the process that polls, again and again, in a model call and in a tool call by turns; its supervisor starts another. */
export async function measureRecovery(bench: Bench, kills: number): Promise<RecoveryFigures> {
  const { address, namespace, provider } = bench;
  const taskQueue = bench.fresh('recovery');
  const worker = await farReads.startWorker({
    address,
    namespace,
    taskQueue,
    providerUrl: provider.baseUrl,
  });
  let workflowId: string | undefined;
  try {
    workflowId = await farReads.start(bench, taskQueue, 100_000);
    const stepMs = await medianStep(bench);
    const figures: Record<'model' | 'page', number[]> = { model: [], page: [] };
    for (let n = 0; n < kills; n++) {
      const inWhat = n % 2 === 0 ? 'model' : 'page';
      // Between two kills the run stands in a call, so that its history does not grow meanwhile.
      const hold = provider.hold(({ of }) => of === inWhat);
      await nextRequest(bench, ({ of }) => of === inWhat);
      await sleep(apartMs);
      const killedAtMs = performance.now();
      worker.killPolling();
      const again = nextRequest(bench, ({ of }) => of === 'model');
      hold.letGo();
      figures[inWhat].push((await again).atMs - killedAtMs);
    }
    return {
      inModelCallMs: figures.model,
      inToolCallMs: figures.page,
      stepMs,
      standby: worker.standbyMemory(),
    };
  } finally {
    if (workflowId !== undefined) await bench.client.workflow.getHandle(workflowId).terminate('measured');
    await worker.stop();
  }
}

const measuredSteps = 20;

async function medianStep(bench: Bench): Promise<number> {
  let lastMs = (await nextRequest(bench, ({ of }) => of === 'model')).atMs;
  const times: number[] = [];
  for (let n = 0; n < measuredSteps; n++) {
    const { atMs } = await nextRequest(bench, ({ of }) => of === 'model');
    times.push(atMs - lastMs);
    lastMs = atMs;
  }
  return median(times);
}
