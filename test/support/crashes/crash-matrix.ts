import { fileURLToPath } from 'node:url';
import { Client, Connection } from '@temporalio/client';
import { HoldfastClient } from '../../../src/client/holdfast-client.ts';
import { agentRunWorkflowId } from '../../../src/contracts/names.ts';
import { NoticeService } from '../../../src/samples/notices/notice-service.ts';
import { openRetailWorld } from '../../../src/samples/retail/open-retail-world.ts';
import { sampleWorld } from '../../../src/samples/retail/sample-world.ts';
import type { Script } from '../../../src/scripted-provider/scripted-request.ts';
import { startScriptedProvider } from '../../../src/scripted-provider/start-scripted-provider.ts';
import { providerEnv } from '../desk.ts';
import { testDatabase } from '../test-database.ts';
import { prepareWorldCopies } from '../world-copies.ts';
import { CompletionWatch } from './completion-watch.ts';
import { crashLine } from './crash-line.ts';
import type { CrashRow } from './crash-row.ts';
import { crashRows } from './crash-rows.ts';
import {
  type CrashEnd,
  type CrashStage,
  type CrashVariant,
  crashScript,
  playCrashScenario,
} from './crash-scenario.ts';
import { CrashWorkers } from './crash-workers.ts';
import { type CrashVerdict, type Played, playRow } from './play-row.ts';
import { readCompletions } from './read-completions.ts';

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
    const provider = await startScriptedProvider({ script: (request, sent) => script(request, sent) });
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
    let count = 0;
    const play = async (variant: CrashVariant = {}): Promise<Played> => {
      const taskId = `crash-${name}-${++count}`;
      const recipient = `${taskId}@example.com`;
      const turns = crashScript(recipient, variant.agent);
      script = (request, sent) => {
        if (watch.noteModelCall()) for (const pid of workers.pids()) workers.kill(pid);
        return turns(request, sent);
      };
      const startedAt = performance.now();
      const end = await playCrashScenario(stage, taskId, recipient, variant);
      const ms = Math.round(performance.now() - startedAt);
      return { end, runId: agentRunWorkflowId(variant.agent ?? 'courier', taskId), ms };
    };

    await workers.fill(2);
    watch.begin(undefined);
    const plain = await play();
    const rows = choose(crashRows(await readCompletions(temporal, plain.runId)));
    const verdicts: CrashVerdict[] = [];
    for (const row of rows) {
      const verdict = await playRow(row, { ...stage, plain: plain.end, workers, watch, play });
      verdicts.push(verdict);
      say(crashLine(verdict));
    }
    return { plain: plain.end, verdicts };
  } finally {
    for (const close of closers.toReversed()) await close();
  }
}
