import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { reapOnExit } from '../src/server/process/child-process-reaper.ts';

const bin = fileURLToPath(new URL('../bin/holdfast.js', import.meta.url));
const rawWorker = fileURLToPath(new URL('./raw-worker-process.ts', import.meta.url));
const config = fileURLToPath(new URL('./bench-config.ts', import.meta.url));

export interface WorkerChild {
  readonly pid: number;
  /** Milliseconds from its start until it polled. */
  readonly startMs: number;
  kill(): Promise<void>;
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
  const pid = await polling(child);
  const startMs = performance.now() - since;
  const end = async (signal: NodeJS.Signals): Promise<void> => {
    if (child.exitCode === null && child.signalCode === null) child.kill(signal);
    await exited;
  };
  return { pid, startMs, kill: () => end('SIGKILL'), stop: () => end('SIGTERM') };
}

/** The pid that a worker prints once it polls. */
async function polling(child: ChildProcess): Promise<number> {
  let complaints = '';
  child.stderr?.on('data', (chunk: Buffer) => {
    complaints = (complaints + chunk.toString()).slice(-2_000);
  });
  if (!child.stdout) throw new Error('the worker has no standard output');
  for await (const line of createInterface({ input: child.stdout })) {
    const { pid } = JSON.parse(line) as { pid?: number };
    if (pid === undefined) continue;
    child.stdout.resume();
    return pid;
  }
  throw new Error(`a worker of the bench ended before it polled: ${complaints}`);
}
