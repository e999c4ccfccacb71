import { setTimeout as delay } from 'node:timers/promises';
import { workflowTaskTimeoutMs } from '../../../src/client/connection/workflow-task-timeout.ts';
import { providerEnv } from '../desk.ts';
import { readGoldReplays, readRetailSimulations } from '../tau2.ts';
import { startWorkerProcess, type WorkerProcess } from '../worker-process.ts';
import { playConversation } from './conversation-case.ts';
import { playGoldCase } from './gold-case.ts';
import { type CaseLane, openLane } from './lane.ts';

export interface KillOptions {
  readonly address: string;
  readonly namespace: string;
  readonly kills: number;
  readonly seed?: number;
  readonly say: (line: string) => void;
}

export interface KillVerdict {
  readonly name: string;
  readonly problems: readonly string[];
  /** How much longer the run took than the same run without a kill. */
  readonly extraMs: number;
}

/** A worker may die with a task of the workflow itself in its hands, which the server keeps for it until its time is over. */
const toleratedMs = workflowTaskTimeoutMs + 5_000;

type Interfere = (runId: string) => Promise<void>;
type Play = (lane: CaseLane, interfere?: Interfere) => Promise<string[]>;

/**
 * Play recorded cases with two workers and kill the process that serves the run, at a random moment.
 *
 * The run has to end as without the kill, every write once, at most fifteen seconds later. Each case is first played
 * without a kill, on the same lane.
 */
export async function playKillCases(options: KillOptions): Promise<KillVerdict[]> {
  const { address, namespace, kills, say } = options;
  const random = seeded(options.seed ?? Date.now() % 1_000_000, say);
  const lane = await openLane({ address, namespace, name: 'kills', worker: 'none' });
  const spawnWorker = (): Promise<WorkerProcess> =>
    startWorkerProcess({
      address,
      namespace,
      taskQueue: lane.desk.taskQueue,
      world: lane.worldPath,
      env: providerEnv(lane.desk.provider),
    });
  const workers: WorkerProcess[] = [];
  const verdicts: KillVerdict[] = [];
  const cases = killableCases();
  try {
    for (let n = 1; n <= kills; n++) {
      while (workers.length < 2) workers.push(await spawnWorker());
      const one = cases[Math.floor(random() * cases.length)];
      if (!one) throw new Error('there is no case to kill a worker in');
      const plain = await timed(() => one.play(lane));
      const events = await lane.lastHistoryLength();
      const atEvent = Math.round(events * (0.05 + 0.85 * random()));
      let killed = '';
      const killAt = (event: number) =>
        timed(() =>
          one.play(lane, async (runId) => {
            killed = await killServing(lane, runId, workers, event);
          }),
        );
      let harsh = await killAt(atEvent);
      // A short run may end between two looks at it; then it is killed earlier.
      for (let event = atEvent; killed === '' && harsh.problems.length === 0 && event > 4; ) {
        event = Math.floor(event / 2);
        harsh = await killAt(event);
      }
      const extraMs = harsh.ms - plain.ms;
      const problems = [
        ...plain.problems.map((problem) => `without a kill: ${problem}`),
        ...harsh.problems,
        ...(extraMs > toleratedMs ? [`took ${extraMs} ms longer`] : []),
        ...(killed === '' ? ['no worker was killed'] : []),
      ];
      const name = `kill ${n}: ${one.name}, ${killed} of ${events}`;
      verdicts.push({ name, problems, extraMs });
      for (const silence of await lane.longestSilences()) say(`  ${silence}`);
      say(`${name}: ${problems.length === 0 ? `same end, ${extraMs} ms later` : problems.join('; ')}`);
    }
  } finally {
    await Promise.all(workers.map((worker) => worker.stop()));
    await lane.close();
  }
  return verdicts;
}

function killableCases(): { name: string; play: Play }[] {
  const gold = readGoldReplays().filter((replay) => replay.steps.some((step) => step.changed_db));
  return [
    ...gold.map((replay) => ({
      name: `gold replay ${replay.task_id}`,
      play: ((lane, interfere) => playGoldCase(lane, replay, interfere ? { interfere } : {})) satisfies Play,
    })),
    ...readRetailSimulations().map((simulation) => ({
      name: `conversation ${simulation.id.slice(0, 8)}`,
      play: ((lane, interfere) => playConversation(lane, simulation, interfere)) satisfies Play,
    })),
  ];
}

/** Wait until the run's history holds so many events, then kill the worker that took its last task. */
async function killServing(
  lane: CaseLane,
  runId: string,
  workers: readonly WorkerProcess[],
  atEvent: number,
): Promise<string> {
  const handle = lane.desk.client.workflow.getHandle(runId);
  for (;;) {
    const { status, historyLength } = await handle.describe();
    if (status.name !== 'RUNNING') return '';
    if (historyLength >= atEvent) break;
    await delay(10);
  }
  const { events = [] } = await handle.fetchHistory();
  const identity = events
    ?.map((event) => event.workflowTaskStartedEventAttributes ?? event.activityTaskStartedEventAttributes)
    .findLast((attributes) => attributes?.identity)?.identity;
  const serving = Number(identity?.split('@')[0]);
  const worker = workers.find(({ pid }) => pid === serving) ?? workers[0];
  if (!worker) return '';
  const { pid } = worker;
  worker.kill();
  return `worker ${pid} killed at event ${events?.length}`;
}

async function timed(play: () => Promise<string[]>): Promise<{ problems: string[]; ms: number }> {
  const startedAt = performance.now();
  const problems = await play().catch((error: unknown) => [String(error)]);
  return { problems, ms: Math.round(performance.now() - startedAt) };
}

/** Mulberry32: a failed run is repeated by its seed. */
function seeded(seed: number, say: (line: string) => void): () => number {
  say(`kills: seed ${seed}`);
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
