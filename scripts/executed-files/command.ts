import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { reapOnExit } from '../../src/server/process/child-process-reaper.ts';

export interface CommandOptions {
  /** Of the checkout whose command line it is. */
  readonly root: string;
  readonly cwd: string;
  readonly env: NodeJS.ProcessEnv;
  /** Of Node itself. */
  readonly nodeArgs?: readonly string[];
}

/** A `holdfast` command in a process of its own, which ends with this one at the latest. */
export interface Command {
  /** The first line on stdout. Rejects, as the others do, with what it wrote when it ends without one. */
  readonly firstLine: Promise<string>;
  /** Where its inspector listens. */
  readonly inspectorUrl: Promise<string>;
  /** All that it wrote on stdout, once it has ended well. */
  readonly done: Promise<string>;
  /** Ask it to end and wait until it has. */
  stop(): Promise<void>;
}

const graceMs = 15_000;

/** Start a command of a checkout, of whatever layout: it is known by its launcher alone. */
export function startCommand(
  args: readonly string[],
  { root, cwd, env, nodeArgs = [] }: CommandOptions,
): Command {
  const child = spawn(process.execPath, [...nodeArgs, `${root}/bin/holdfast.js`, ...args], {
    cwd,
    env,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  reapOnExit(child, { graceMs });
  const written = { stdout: '', stderr: '' };
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    written.stdout += text;
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    written.stderr += text;
  });
  const ended = new Promise<void>((resolve) => child.once('close', () => resolve()));
  const failure = (how: string) =>
    new Error(`holdfast ${args.join(' ')} ended ${how}:\n${written.stderr}${written.stdout}`);
  const done = new Promise<string>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code) =>
      code === 0 ? resolve(written.stdout) : reject(failure(`with ${code ?? 'a signal'}`)),
    );
  });
  const firstMatch = (stream: NodeJS.ReadableStream, pattern: RegExp) =>
    new Promise<string>((resolve, reject) => {
      createInterface({ input: stream }).on('line', (line) => {
        const found = pattern.exec(line);
        if (found) resolve(found[1] ?? found[0]);
      });
      void ended.then(() => reject(failure('too early')));
    });
  const told = {
    firstLine: firstMatch(child.stdout, /.*/),
    inspectorUrl: firstMatch(child.stderr, /^Debugger listening on (ws:\S+)/),
    done,
  };
  // Not every one of them is waited for.
  for (const promise of Object.values(told)) promise.catch(() => {});
  return {
    ...told,
    stop: async () => {
      child.kill('SIGTERM');
      const kill = setTimeout(() => child.kill('SIGKILL'), graceMs);
      await ended;
      clearTimeout(kill);
    },
  };
}
