import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { isDeepStrictEqual } from 'node:util';
import { Client, Connection } from '@temporalio/client';
import { HoldfastClient } from '../../../src/client/holdfast-client.ts';
import { agentRunWorkflowId } from '../../../src/contracts/names.ts';
import { NoticeService } from '../../../src/samples/notices/notice-service.ts';
import { openRetailWorld } from '../../../src/samples/retail/open-retail-world.ts';
import { sampleWorld } from '../../../src/samples/retail/sample-world.ts';
import type { RetailWorld } from '../../../src/samples/retail/world/retail-world.ts';
import { clearFaults, listFaultStrikes, setFault } from '../../../src/samples/testing/faults.ts';
import type { Script } from '../../../src/scripted-provider/scripted-request.ts';
import { startScriptedProvider } from '../../../src/scripted-provider/start-scripted-provider.ts';
import { providerEnv } from '../desk.ts';
import { testDatabase } from '../test-database.ts';
import { prepareWorldCopies } from '../world-copies.ts';
import { CompletionWatch } from './completion-watch.ts';
import { type CrashRow, crashRows } from './crash-row.ts';
import { type CrashEnd, type CrashStage, crashScript, playCrashScenario } from './crash-scenario.ts';
import { CrashWorkers } from './crash-workers.ts';
import { readCompletions } from './read-completions.ts';

export interface CrashVerdict {
  readonly name: string;
  /** What is not as in the run without kills; empty when all is. */
  readonly problems: readonly string[];
  /** From the kill to the next completion of another worker. */
  readonly takenOverAfterMs: number | undefined;
  /** From the start of the run to the end of its undo. */
  readonly totalMs: number;
}

export interface CrashMatrixOptions {
  readonly address: string;
  readonly namespace: string;
  /** Own queue and own run ids. */
  readonly name: string;
  readonly choose: (rows: readonly CrashRow[]) => readonly CrashRow[];
  readonly say: (line: string) => void;
  /** Plants the mistake that the matrix must find: a probe that always tells that nothing went out. */
  readonly blindProbe?: true;
}

export interface CrashMatrix {
  /** The run without kills. */
  readonly plain: CrashEnd;
  readonly verdicts: readonly CrashVerdict[];
}

const configFile = fileURLToPath(new URL('./crash-config.ts', import.meta.url));

/** Play the scenario without a kill, then once for each chosen row with a worker killed there. */
export async function playCrashMatrix(options: CrashMatrixOptions): Promise<CrashMatrix> {
  const { address, namespace, name, choose, say } = options;
  const closers: (() => Promise<unknown>)[] = [];
  try {
    const copies = await prepareWorldCopies(sampleWorld, testDatabase());
    closers.push(copies.remove);
    const location = await copies.copy();
    const world = openRetailWorld(location);
    closers.push(() => world.close());
    let script: Script = crashScript('nobody@example.com');
    const provider = await startScriptedProvider({ script: (request) => script(request) });
    closers.push(() => provider.stop());
    const client = await HoldfastClient.connect({ address, namespace });
    closers.push(() => client.close());
    const connection = await Connection.connect({ address });
    closers.push(() => connection.close());
    const temporal = new Client({ connection, namespace });

    const watch = new CompletionWatch();
    const taskQueue = `crashes-${name}`;
    const env = {
      ...providerEnv(provider),
      HOLDFAST_WORLD: location,
      ...(options.blindProbe && { HOLDFAST_TEST_BLIND_PROBE: '1' }),
    };
    const worker = { namespace, taskQueue, world: location, env, config: configFile };
    const workers = new CrashWorkers({ upstream: address, watch, worker });
    closers.push(() => workers.stop());
    const stage: CrashStage = { client, temporal, world, notices: new NoticeService(world), taskQueue };
    let played = 0;
    const play = async (): Promise<{ end: CrashEnd; runId: string; ms: number }> => {
      const taskId = `crash-${name}-${++played}`;
      const recipient = `${taskId}@example.com`;
      script = crashScript(recipient);
      const startedAt = performance.now();
      const end = await playCrashScenario(stage, taskId, recipient);
      const ms = Math.round(performance.now() - startedAt);
      return { end, runId: agentRunWorkflowId('courier', taskId), ms };
    };

    await workers.fill();
    watch.begin(undefined);
    const plain = await play();
    const rows = choose(crashRows(await readCompletions(temporal, plain.runId)));
    const verdicts: CrashVerdict[] = [];
    for (const row of rows) {
      const verdict = await playRow(row, { plain: plain.end, world, workers, watch, play });
      verdicts.push(verdict);
      say(crashLine(verdict));
    }
    return { plain: plain.end, verdicts };
  } finally {
    for (const close of closers.toReversed()) await close();
  }
}

/** One line of the matrix. */
export function crashLine({ name, problems, takenOverAfterMs, totalMs }: CrashVerdict): string {
  const result = problems.length === 0 ? 'same' : 'DIFFERS';
  const times = `taken over after ${takenOverAfterMs ?? '?'} ms, ${totalMs} ms in all`;
  return [`${result.padEnd(8)}${name}: ${times}`, ...problems.map((problem) => `        ${problem}`)].join(
    '\n',
  );
}

interface RowStage {
  readonly plain: CrashEnd;
  readonly world: RetailWorld;
  readonly workers: CrashWorkers;
  readonly watch: CompletionWatch;
  readonly play: () => Promise<{ end: CrashEnd; ms: number }>;
}

/** Two workers that poll; the one at the row's point is killed and the other takes over. */
async function playRow({ name, point }: CrashRow, stage: RowStage): Promise<CrashVerdict> {
  const { plain, world, workers, watch, play } = stage;
  await workers.fill();
  await clearFaults(world);
  watch.begin(point);
  const over = new AbortController();
  const held =
    point.by === 'tool' ? killHeld(world, point, workers, over.signal) : Promise.resolve(undefined);
  try {
    const { end, ms } = await play();
    const problems = differences(plain, end);
    if (watch.killedPid === undefined) problems.push('no worker was killed');
    return { name, problems, takenOverAfterMs: watch.takenOverAfterMs, totalMs: ms };
  } catch (error) {
    return { name, problems: [String(error)], takenOverAfterMs: watch.takenOverAfterMs, totalMs: 0 };
  } finally {
    over.abort();
    await held;
  }
}

/** Kill the process that the tool has struck. */
async function killHeld(
  world: RetailWorld,
  { tool, fault, whole }: Extract<CrashRow['point'], { by: 'tool' }>,
  workers: CrashWorkers,
  over: AbortSignal,
): Promise<void> {
  const before = (await listFaultStrikes(world)).length;
  await setFault(world, { tool, kind: fault });
  while (!over.aborted) {
    const strike = (await listFaultStrikes(world))[before];
    if (strike) {
      // The strike is noted before the effect: let it commit.
      await delay(300);
      workers.kill(strike.pid, whole ? { whole } : {});
      return;
    }
    await delay(20);
  }
}

function differences(plain: CrashEnd, end: CrashEnd): string[] {
  return (Object.keys(plain) as (keyof CrashEnd)[])
    .filter((field) => !isDeepStrictEqual(plain[field], end[field]))
    .map((field) => `${field}: ${brief(end[field])} instead of ${brief(plain[field])}`);
}

function brief(value: unknown): string {
  return JSON.stringify(value).slice(0, 600);
}
