import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, mkdirSync, openSync } from 'node:fs';
import { dirname } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import type { ErrorRecord } from '../../reports/error.ts';
import { reapOnExit } from '../../server/process/child-process-reaper.ts';
import { CliError } from '../errors/cli-error.ts';
import { type ExitCode, exitCodes } from '../errors/exit-codes.ts';
import type { WorkerLine } from './worker-line.ts';

export interface WorkerChildOptions {
  /** Arguments of `holdfast worker`, without the verb and `--json`. */
  readonly args: readonly string[];
  readonly env: NodeJS.ProcessEnv;
  readonly cwd: string;
  /** Gets what the worker writes on standard error: its log. */
  readonly logFile: string;
}

export interface WorkerChild {
  readonly pid: number;
  /** What it said when it was polling. Rejects with the worker's own error as a `CliError` when it did not come up. */
  readonly ready: Promise<WorkerLine>;
  readonly exited: Promise<{ code: number | null; signal: NodeJS.Signals | null }>;
  kill(signal: NodeJS.Signals): void;
}

const launcher = fileURLToPath(new URL('../../../bin/holdfast.js', import.meta.url));

/**
 * Start `holdfast worker` as a process of its own, below this one.
 *
 * It ends with this process, also when this one is killed.
 */
export function startWorkerChild(options: WorkerChildOptions): WorkerChild {
  mkdirSync(dirname(options.logFile), { recursive: true });
  const log = openSync(options.logFile, 'a');
  // A group of its own: Ctrl-C in a terminal reaches dev alone, which then lets the worker drain.
  const child = spawn(process.execPath, [launcher, 'worker', '--json', ...options.args], {
    cwd: options.cwd,
    env: { ...options.env, NODE_OPTIONS: '' },
    stdio: ['ignore', 'pipe', log],
    detached: true,
  });
  closeSync(log);
  reapOnExit(child);
  const exited = new Promise<{ code: number | null; signal: NodeJS.Signals | null }>((resolve) => {
    child.once('error', () => resolve({ code: null, signal: null }));
    child.once('close', (code, signal) => resolve({ code, signal }));
  });
  const ready = firstLine(child, exited, options.logFile);
  ready.catch(() => {});
  return { pid: child.pid ?? 0, ready, exited, kill: (signal) => void child.kill(signal) };
}

async function firstLine(
  child: ChildProcess,
  exited: WorkerChild['exited'],
  logFile: string,
): Promise<WorkerLine> {
  const line = new Promise<string>((resolve) => {
    if (child.stdout) createInterface({ input: child.stdout }).once('line', resolve);
  });
  const first = await Promise.race([line, exited]);
  const said = typeof first === 'string' ? parse(first) : undefined;
  if (said?.['schema'] === 'holdfast.worker/v1') return said as unknown as WorkerLine;
  const { code, signal } = await exited;
  if (said?.['schema'] === 'holdfast.error/v1') {
    const { next, actions = [], ...fields } = said as unknown as ErrorRecord;
    throw new CliError({
      kind: 'bug',
      ...fields,
      next: actions,
      ...(next === undefined ? {} : { command: next }),
      exitCode: (code ?? exitCodes.bug) as ExitCode,
    });
  }
  throw new CliError({
    kind: 'bug',
    code: 'worker_not_started',
    message: `The worker ended before it polled (${signal ?? `exit ${code ?? 'unknown'}`}).`,
    advice: `Read the end of ${logFile}.`,
  });
}

function parse(line: string): Record<string, unknown> | undefined {
  try {
    return JSON.parse(line) as Record<string, unknown>;
  } catch {
    return undefined;
  }
}
