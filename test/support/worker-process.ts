import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { reapOnExit } from '../../src/server/process/child-process-reaper.ts';

const bin = fileURLToPath(new URL('../../bin/holdfast.js', import.meta.url));

/** A `holdfast worker` of a test's own: a supervisor, and below it the process that polls. */
export interface WorkerProcess {
  /** Of the process that polls; another one when it was replaced. */
  readonly pid: number;
  /** Resolves when the supervisor has ended. */
  readonly exited: Promise<void>;
  /** Resolves when another process polls than the one of this pid. */
  replaced(pid: number): Promise<void>;
  /** Kill the process that polls; its supervisor starts another. */
  kill(): void;
  /** Kill both, as when their machine is lost. */
  lose(): void;
  stop(): Promise<void>;
}

/** Start a worker as users do and wait until it polls; it goes when this process goes, however that ends. */
export async function startWorkerProcess(options: {
  readonly address: string;
  readonly namespace: string;
  readonly taskQueue: string;
  readonly world: string;
  readonly env: Readonly<Record<string, string>>;
  /** File of the agents; the bundled samples unless told. */
  readonly config?: string;
}): Promise<WorkerProcess> {
  const { address, namespace, taskQueue, world, env, config } = options;
  const args = ['worker', '--json', '--address', address, '--namespace', namespace];
  if (config !== undefined) args.push('--config', config);
  const child = spawn(process.execPath, [bin, ...args, '--queues', taskQueue, '--world', world], {
    env: { ...process.env, HOLDFAST_LOG_LEVEL: 'error', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  reapOnExit(child);
  const exited = once(child, 'exit').then(() => {});
  const polling = new PollingPid(child);
  await polling.is((pid) => pid !== 0);
  return {
    get pid() {
      return polling.pid;
    },
    exited,
    replaced: (pid) => polling.is((now) => now !== pid),
    kill: () => process.kill(polling.pid, 'SIGKILL'),
    lose: () => {
      // The supervisor first: it would start another.
      child.kill('SIGKILL');
      process.kill(polling.pid, 'SIGKILL');
    },
    stop: async () => {
      if (child.exitCode === null && child.signalCode === null) child.kill('SIGTERM');
      await exited;
    },
  };
}

/** What the supervisor tells of the process that polls: a line for each that it started. */
class PollingPid {
  pid = 0;
  #complaints = '';
  #hasEnded = false;
  #waiting = new Set<() => void>();

  constructor(child: ChildProcess) {
    child.stderr?.on('data', (chunk: Buffer) => {
      this.#complaints = (this.#complaints + chunk.toString()).slice(-2_000);
    });
    if (!child.stdout) throw new Error('the worker has no standard output');
    createInterface({ input: child.stdout }).on('line', (line) => {
      const told = JSON.parse(line) as { schema: string; pid: number };
      if (told.schema !== 'holdfast.worker/v1') return;
      this.pid = told.pid;
      this.#look();
    });
    child.once('exit', () => {
      this.#hasEnded = true;
      this.#look();
    });
  }

  async is(wanted: (pid: number) => boolean): Promise<void> {
    while (!wanted(this.pid)) {
      if (this.#hasEnded) throw new Error(`the worker ended before it polled: ${this.#complaints}`);
      await new Promise<void>((resolve) => this.#waiting.add(resolve));
    }
  }

  #look(): void {
    for (const resolve of this.#waiting) resolve();
    this.#waiting.clear();
  }
}
