import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, existsSync, readFileSync, renameSync } from 'node:fs';
import { boundedText } from '../../core/values/bounded-text.ts';
import { reapOnExit } from './child-process-reaper.ts';
import { openPrivateLog, withPrivateFiles } from './private-files.ts';

export interface ServerProcess {
  readonly pid: number;
  /** Settles when the process has ended, with how: `code 1` or `signal SIGKILL`. */
  readonly exited: Promise<string>;
  /** Set once it has ended. */
  exitedWith: string | undefined;
  readonly logFile: string;
  /** Send SIGTERM, after the grace SIGKILL, and wait for the end. Safe to call again. */
  stop(): Promise<void>;
  /** Let this process come to its end while the program runs; the program ends with it. */
  unref(): void;
}

// Its database survives a kill; a stop within a second of the start waits on workers that never came up.
const graceMs = 3_000;

/**
 * Start a server program in the background, its output in a log file; files that it makes are its owner's alone.
 *
 * The log of the start before is kept beside it as `….previous`. The program ends when this process does.
 *
 * @throws when the program cannot be started at all.
 */
export async function startServerProcess(
  command: string,
  args: readonly string[],
  options: { logFile: string; cwd: string; env?: NodeJS.ProcessEnv },
): Promise<ServerProcess> {
  const { logFile } = options;
  if (existsSync(logFile)) renameSync(logFile, `${logFile}.previous`);
  const log = openPrivateLog(logFile);
  let child: ChildProcess;
  try {
    // A group of its own: Ctrl-C in a terminal is for the parent, which stops its workers first.
    child = withPrivateFiles(() =>
      spawn(command, args, {
        cwd: options.cwd,
        env: options.env ?? process.env,
        stdio: ['ignore', log, log],
        detached: true,
      }),
    );
  } finally {
    closeSync(log);
  }
  await new Promise<void>((resolve, reject) => {
    child.once('spawn', resolve).once('error', reject);
  });
  reapOnExit(child, { graceMs });

  const exited = new Promise<string>((resolve) => {
    child.once('exit', (code, signal) => {
      server.exitedWith = signal === null ? `code ${code}` : `signal ${signal}`;
      resolve(server.exitedWith);
    });
  });
  const server: ServerProcess = {
    pid: child.pid as number,
    exited,
    exitedWith: undefined,
    logFile,
    unref: () => child.unref(),
    async stop() {
      if (server.exitedWith !== undefined) return;
      child.kill('SIGTERM');
      const timer = setTimeout(() => child.kill('SIGKILL'), graceMs);
      await exited;
      clearTimeout(timer);
    },
  };
  return server;
}

/** Read the last lines of a log, at most `count`, or say that it is empty. */
export function logTail(logFile: string, count = 15): string {
  const lines = existsSync(logFile) ? readFileSync(logFile, 'utf8').trimEnd().split('\n') : [];
  const tail = lines.slice(-count).map((line) => `  ${boundedText(line, { chars: 600 })}`);
  return tail.join('').trim() === '' ? '  (the log is empty)' : tail.join('\n');
}
