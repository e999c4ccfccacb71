import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { reapOnExit } from '../../src/server/process/child-process-reaper.ts';

const bin = fileURLToPath(new URL('../../bin/holdfast.js', import.meta.url));

/** A `holdfast worker` process of a test's own. */
export interface WorkerProcess {
  readonly pid: number;
  /** Resolves when the process has ended. */
  readonly exited: Promise<void>;
  kill(): void;
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
  const pid = await readyPid(child);
  const exited = once(child, 'exit').then(() => {});
  return {
    pid,
    exited,
    kill: () => process.kill(pid, 'SIGKILL'),
    stop: async () => {
      if (child.exitCode === null && child.signalCode === null) child.kill('SIGTERM');
      await exited;
    },
  };
}

/** The pid that the worker itself tells: the launcher may have handed over to another process. */
async function readyPid(child: ChildProcess): Promise<number> {
  let complaints = '';
  child.stderr?.on('data', (chunk: Buffer) => {
    complaints = (complaints + chunk.toString()).slice(-2_000);
  });
  if (!child.stdout) throw new Error('the worker has no standard output');
  for await (const line of createInterface({ input: child.stdout })) {
    const told = JSON.parse(line) as { schema: string; pid: number };
    if (told.schema === 'holdfast.worker/v1') {
      child.stdout.resume();
      return told.pid;
    }
  }
  throw new Error(`the worker ended before it polled: ${complaints}`);
}
