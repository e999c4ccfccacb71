import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { reapOnExit } from './child-process-reaper.ts';

export interface CommandResult {
  /** `null` when the command could not be started or was ended by a signal. */
  readonly code: number | null;
  readonly stdout: string;
  /** The last lines of standard error, or why the command could not be started. */
  readonly errorTail: string;
}

/**
 * Run a command to its end, without a shell; never throws for a command that fails.
 *
 * `onErrorLine` hears each line of standard error. An aborted signal, or `timeoutMs`, ends the command with
 * `killSignal` (SIGTERM unless told); the answer comes when it has ended.
 */
export function runProgram(
  command: string,
  args: readonly string[],
  options: {
    cwd?: string;
    env?: NodeJS.ProcessEnv;
    timeoutMs?: number;
    signal?: AbortSignal | undefined;
    killSignal?: NodeJS.Signals;
    onErrorLine?: (line: string) => void;
  } = {},
): Promise<CommandResult> {
  const tail: string[] = [];
  return new Promise((resolve) => {
    const child = spawn(command, args, {
      cwd: options.cwd,
      env: options.env ?? process.env,
      stdio: ['ignore', 'pipe', 'pipe'],
      timeout: options.timeoutMs,
      signal: options.signal,
      killSignal: options.killSignal ?? 'SIGTERM',
    });
    reapOnExit(child);
    let stdout = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      stdout += text;
    });
    createInterface({ input: child.stderr }).on('line', (line) => {
      tail.push(line);
      if (tail.length > 20) tail.shift();
      options.onErrorLine?.(line);
    });
    child.on('error', (error) => {
      tail.push(error.message);
      if (child.pid === undefined) resolve({ code: null, stdout, errorTail: error.message });
    });
    // A killed command's own children may hold its pipes open; a finished one's output is waited for.
    child.once('exit', (_code, signal) => {
      if (signal !== null) resolve({ code: null, stdout, errorTail: tail.join('\n') });
    });
    child.once('close', (code) => resolve({ code, stdout, errorTail: tail.join('\n') }));
  });
}
