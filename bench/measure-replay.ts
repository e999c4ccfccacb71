import { fileURLToPath } from 'node:url';
import type { History } from '@temporalio/common/lib/proto-utils.js';
import { bundleWorkflowCode, Worker, type WorkflowBundleOption } from '@temporalio/worker';
import { agentWorker } from '../src/workers/agent-worker.ts';
import { createLog } from '../src/workers/log.ts';
import { routeTemporalLogs } from '../src/workers/temporal-runtime.ts';
import { loadWorkflowBundle } from '../src/workers/workflow-bundle.ts';
import type { Bench } from './bench-server.ts';
import { holdfast, type Loop, raw } from './loops.ts';
import { median } from './median.ts';

/** What it costs to take a run over that was at work elsewhere: its history is replayed. */
export interface ReplayFigures {
  readonly loop: Loop['name'];
  readonly events: number;
  /** Milliseconds an event; a run's end is no part of any step, and its start is paid once. */
  readonly msAnEvent: number;
  /** CPU time of all threads, which other work on the machine leaves as it is. */
  readonly cpuMsAnEvent: number;
}

/** Play a run of so many steps with each loop, and replay its history so many times; the median counts. */
export async function measureReplay(
  bench: Bench,
  { steps, times }: { readonly steps: number; readonly times: number },
): Promise<ReplayFigures[]> {
  const logger = routeTemporalLogs(createLog({ env: process.env, level: 'silent' }));
  const { codePath } = await loadWorkflowBundle({ env: process.env, logger });
  const workflowsPath = fileURLToPath(new URL('./raw-loop.ts', import.meta.url));
  const rawBundle = await bundleWorkflowCode({ workflowsPath, logger });
  return [
    await replay(await historyOf(bench, raw, steps), Worker, rawBundle, times),
    await replay(await historyOf(bench, holdfast, steps), agentWorker(), { codePath }, times),
  ];
}

interface Played {
  readonly loop: Loop['name'];
  readonly workflowId: string;
  readonly history: History;
}

async function historyOf(bench: Bench, loop: Loop, steps: number): Promise<Played> {
  const { address, namespace, provider } = bench;
  const taskQueue = bench.fresh('replay');
  const worker = await loop.startWorker({ address, namespace, taskQueue, providerUrl: provider.baseUrl });
  try {
    const workflowId = await loop.start(bench, taskQueue, steps);
    await loop.finish(bench, workflowId, steps);
    const history = await bench.client.workflow.getHandle(workflowId).fetchHistory();
    return { loop: loop.name, workflowId, history };
  } finally {
    await worker.stop();
  }
}

async function replay(
  { loop, workflowId, history }: Played,
  on: typeof Worker,
  workflowBundle: WorkflowBundleOption,
  times: number,
): Promise<ReplayFigures> {
  // The first warms the code up.
  const histories = Array.from({ length: times + 1 }, () => ({ workflowId, history }));
  const took: number[] = [];
  const used: number[] = [];
  let sinceMs = performance.now();
  let sinceCpuMs = ownCpuMs();
  for await (const { error } of on.runReplayHistories({ workflowBundle }, histories)) {
    if (error) throw error;
    took.push(performance.now() - sinceMs);
    used.push(ownCpuMs() - sinceCpuMs);
    sinceMs = performance.now();
    sinceCpuMs = ownCpuMs();
  }
  const events = history.events?.length ?? 0;
  const anEvent = (all: readonly number[]): number => median(all.slice(1)) / events;
  return { loop, events, msAnEvent: anEvent(took), cpuMsAnEvent: anEvent(used) };
}

function ownCpuMs(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1_000;
}
