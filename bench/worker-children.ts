import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { reapOnExit } from '../src/server/process/child-process-reaper.ts';

const bin = fileURLToPath(new URL('../bin/holdfast.js', import.meta.url));
const rawWorker = fileURLToPath(new URL('./raw-worker-process.ts', import.meta.url));
const config = fileURLToPath(new URL('./bench-config.ts', import.meta.url));

export interface WorkerChild {
  /** Of the process that polls; another one once it was replaced. */
  readonly pid: number;
  /** Milliseconds from its start until it polled. */
  readonly startMs: number;
  /** What it has said of the memory of the process that stands by; undefined where none does. */
  standbyMemory(): string | undefined;
  /** Kill the process that polls. Where it has a supervisor, that one starts another. */
  killPolling(): void;
  stop(): Promise<void>;
}

export interface WorkerChildOptions {
  readonly address: string;
  readonly namespace: string;
  readonly taskQueue: string;
  readonly providerUrl: string;
  /** What the provider knows it by. */
  readonly key?: string;
  /** Directory for a CPU profile, written when it stops. */
  readonly profile?: string | undefined;
}

/** Start `holdfast worker` on the bench's agents, as a user would, and wait until it polls. */
export function startHoldfastWorker(options: WorkerChildOptions): Promise<WorkerChild> {
  const { address, namespace, taskQueue } = options;
  const server = ['--address', address, '--namespace', namespace];
  return start([bin, 'worker', '--json', '--config', config, '--queues', taskQueue, ...server], options);
}

/** Start a worker of the raw loop and wait until it polls. */
export function startRawWorker(options: WorkerChildOptions): Promise<WorkerChild> {
  return start([rawWorker, options.address, options.namespace, options.taskQueue], options);
}

async function start(args: readonly string[], options: WorkerChildOptions): Promise<WorkerChild> {
  const { providerUrl, key = 'bench', profile } = options;
  const profiling = profile === undefined ? [] : ['--cpu-prof', `--cpu-prof-dir=${profile}`];
  const since = performance.now();
  const child = spawn(process.execPath, [...profiling, '--conditions=holdfast-source', ...args], {
    env: {
      ...process.env,
      HOLDFAST_LOG_LEVEL: 'error',
      ANTHROPIC_API_KEY: key,
      ANTHROPIC_BASE_URL: providerUrl,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  reapOnExit(child);
  const exited = once(child, 'exit');
  const told = await pollingPid(child);
  const startMs = performance.now() - since;
  return {
    get pid() {
      return told.pid;
    },
    startMs,
    standbyMemory: () => / stands by.* holds (\d+ \w+)/.exec(told.complaints)?.[1],
    killPolling: () => void process.kill(told.pid, 'SIGKILL'),
    stop: async () => {
      if (child.exitCode === null && child.signalCode === null) child.kill('SIGTERM');
      await exited;
    },
  };
}

/** The pid that a worker prints once it polls, and again for each process that takes the place of one. */
async function pollingPid(
  child: ChildProcess,
): Promise<{ readonly pid: number; readonly complaints: string }> {
  const told = { pid: 0, complaints: '' };
  const first = Promise.withResolvers<void>();
  child.stderr?.on('data', (chunk: Buffer) => {
    told.complaints = (told.complaints + chunk.toString()).slice(-2_000);
  });
  if (!child.stdout) throw new Error('the worker has no standard output');
  createInterface({ input: child.stdout }).on('line', (line) => {
    const { pid } = JSON.parse(line) as { pid?: number };
    if (pid === undefined) return;
    told.pid = pid;
    first.resolve();
  });
  child.once('exit', () =>
    first.reject(new Error(`a worker of the bench ended before it polled: ${told.complaints}`)),
  );
  await first.promise;
  return told;
}
