import { type ChildProcess, spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { reapOnExit } from '../../server/process/child-process-reaper.ts';
import { supervisorPidVariable } from '../../workers/supervisor/worker-message.ts';

export interface SpawnWorkerOptions {
  /** A command line of `holdfast worker`, with the verb. */
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly cwd: string;
  /** File descriptor of all that it writes: its log, and whatever its configuration or tools print. */
  readonly output: number;
  /** How long it may go on when this process is gone. */
  readonly graceMs: number;
}

const launcher = fileURLToPath(new URL('../../../bin/holdfast.js', import.meta.url));

/** Start a worker process below this one, which is its supervisor. It ends with this one, also when this one is killed. */
export function spawnWorker({ args, env, cwd, output, graceMs }: SpawnWorkerOptions): ChildProcess {
  // A debugger listens on one port; what else this Node was told holds for the process that does the work.
  const nodeFlags = process.execArgv.filter((flag) => !flag.startsWith('--inspect'));
  // A group of its own: Ctrl-C in a terminal reaches the supervisor alone, which then lets it drain.
  const child = spawn(process.execPath, [...nodeFlags, launcher, ...args], {
    cwd,
    env: { ...env, [supervisorPidVariable]: String(process.pid) },
    stdio: ['ignore', output, output, 'ipc'],
    detached: true,
  });
  reapOnExit(child, { graceMs });
  return child;
}
