import { closeSync, mkdirSync, openSync } from 'node:fs';
import { dirname } from 'node:path';
import { given } from '../../core/values/given.ts';
import { createLog } from '../../workers/log.ts';
import {
  type SuperviseOptions,
  type SupervisorEvent,
  WorkerSupervisor,
} from '../../workers/supervisor/worker-supervisor.ts';
import { spawnWorker } from '../worker/spawn-worker.ts';
import { workerNotStarted } from '../worker/worker-not-started.ts';

export type { SupervisorEvent, WorkerSupervisor };

export interface DevWorkersOptions
  extends Pick<SuperviseOptions, 'count' | 'standby' | 'connection' | 'namespace' | 'openPayloads'> {
  /** Arguments of `holdfast worker`, without the verb. */
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly cwd: string;
  /** Gets what the workers write, and what is said about them. */
  readonly logFile: string;
  readonly onEvent: ((event: SupervisorEvent) => void) | undefined;
  readonly signal: AbortSignal | undefined;
}

/** When `dev` was killed its server goes as well: there is nothing to drain for. */
const graceMs = 5_000;

/**
 * Start the workers of a `dev`, which is their supervisor, and wait until all poll.
 *
 * @throws CliError of the first worker when it does not come up, or the signal's reason; none is left running then.
 */
export async function startDevWorkers(options: DevWorkersOptions): Promise<WorkerSupervisor> {
  const { args, env, cwd, logFile, onEvent, signal, ...supervised } = options;
  mkdirSync(dirname(logFile), { recursive: true });
  const startProcess = () => {
    const output = openSync(logFile, 'a');
    try {
      return spawnWorker({ args: ['worker', ...args], env, cwd, output, graceMs });
    } finally {
      closeSync(output);
    }
  };
  const log = createLog({ env, file: logFile });
  const supervisor = new WorkerSupervisor({ ...supervised, startProcess, log, ...given({ onEvent }) });
  const abort = () => void supervisor.end();
  signal?.addEventListener('abort', abort, { once: true });
  try {
    signal?.throwIfAborted();
    await supervisor.start();
    return supervisor;
  } catch (error) {
    signal?.throwIfAborted();
    throw workerNotStarted(error, logFile);
  } finally {
    signal?.removeEventListener('abort', abort);
  }
}
