import type { Bench } from './bench-server.ts';
import type { Loop } from './loops.ts';
import { cpuMs, memoryMib } from './process-figures.ts';

/** What one step costs in a run of so many; a step is one model call and one tool call. */
export interface StepFigures {
  readonly loop: Loop['name'];
  readonly steps: number;
  /** Fewer than asked for where the run died. */
  readonly made: number;
  readonly wallMs: number;
  readonly workerCpuMs: number;
  readonly serverCpuMs: number;
  readonly events: number;
  readonly bytes: number;
  /** Of the worker, at the end. */
  readonly memoryMib: number;
}

/** Play runs one after the other, `repeats` of them, on a worker of their own that was warmed up. */
export async function measureSteps(
  bench: Bench,
  loop: Loop,
  {
    steps,
    repeats,
    profile,
  }: { readonly steps: number; readonly repeats: number; readonly profile?: string | undefined },
): Promise<StepFigures> {
  const { address, namespace, provider } = bench;
  const taskQueue = bench.fresh('steps');
  const worker = await loop.startWorker({
    address,
    namespace,
    taskQueue,
    providerUrl: provider.baseUrl,
    profile,
  });
  try {
    await play(bench, loop, taskQueue, 10);
    const before = { atMs: performance.now(), worker: cpuMs(worker.pid), server: cpuMs(bench.serverPid) };
    let made = 0;
    let idleMs = 0;
    const ids: string[] = [];
    for (let n = 0; n < repeats; n++) {
      const run = await play(bench, loop, taskQueue, steps);
      made += run.made;
      idleMs += run.idleMs;
      ids.push(run.id);
    }
    const wallMs = performance.now() - before.atMs - idleMs;
    const workerCpuMs = cpuMs(worker.pid) - before.worker;
    const serverCpuMs = cpuMs(bench.serverPid) - before.server;
    const size = await historySize(bench, ids[0] ?? '');
    return {
      loop: loop.name,
      steps,
      made: made / repeats,
      wallMs: wallMs / made,
      workerCpuMs: workerCpuMs / made,
      serverCpuMs: serverCpuMs / made,
      events: (size.events * repeats) / made,
      bytes: (size.bytes * repeats) / made,
      memoryMib: memoryMib(worker.pid).now,
    };
  } finally {
    await worker.stop();
  }
}

async function play(bench: Bench, loop: Loop, taskQueue: string, steps: number) {
  const id = await loop.start(bench, taskQueue, steps);
  return { id, ...(await loop.finish(bench, id, steps)) };
}

/** Events and bytes of a run, over all the executions that it went on as. */
async function historySize(
  { client }: Bench,
  workflowId: string,
): Promise<{ events: number; bytes: number }> {
  const { workflowService } = client.connection;
  const { namespace } = client.options;
  let events = 0;
  let bytes = 0;
  let runId: string | undefined = (await client.workflow.getHandle(workflowId).describe()).raw
    .workflowExecutionInfo?.firstRunId as string | undefined;
  while (runId) {
    const execution = { workflowId, runId };
    const { workflowExecutionInfo: info } = await workflowService.describeWorkflowExecution({
      namespace,
      execution,
    });
    events += Number(info?.historyLength ?? 0);
    bytes += Number(info?.historySizeBytes ?? 0);
    const { history } = await workflowService.getWorkflowExecutionHistory({
      namespace,
      execution,
      historyEventFilterType: closeEventOnly,
    });
    runId =
      history?.events?.[0]?.workflowExecutionContinuedAsNewEventAttributes?.newExecutionRunId || undefined;
  }
  return { events, bytes };
}

const closeEventOnly = 2;
