import { type ChildProcess, spawn } from 'node:child_process';
import { extname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { readProcessStartTime } from './process-identity.ts';
import type { ReaperMessage } from './reaper-message.ts';

type Watch = Extract<ReaperMessage, { watch: number }>;

const watches = new Map<number, Watch>();
let reaper: ChildProcess | undefined;

/**
 * See to it that a child process ends when this process does, also when this one is killed with SIGKILL.
 *
 * A small process of its own holds the other end of a pipe; when the pipe closes it sends the child SIGTERM and,
 * after `graceMs` (5 seconds unless told), SIGKILL. It touches only children named here, and no later process that
 * got the same pid (where `/proc` tells start times apart). A child that ends by itself is forgotten. Children of
 * the child are its own affair. Neither keeps this process alive.
 *
 * @returns a function that takes the child out again, for one that is meant to stay.
 */
export function reapOnExit(child: ChildProcess, options: { graceMs?: number } = {}): () => void {
  const pid = child.pid;
  if (pid === undefined || child.exitCode !== null || child.signalCode !== null) return () => {};
  const startTime = readProcessStartTime(pid);
  if (startTime === 'gone') return () => {};
  const watch = { watch: pid, startTime, graceMs: options.graceMs ?? 5_000 };
  watches.set(pid, watch);
  if (reaper === undefined) reaper = startReaper();
  else send(reaper, watch);
  const forget = () => {
    if (watches.get(pid) !== watch) return;
    watches.delete(pid);
    if (reaper !== undefined) send(reaper, { forget: pid });
  };
  child.once('exit', forget);
  return forget;
}

function startReaper(): ChildProcess {
  // The same folder and the same kind of file as this one: source run by type stripping, or built JavaScript.
  const file = fileURLToPath(
    new URL(`./child-process-reaper-process${extname(new URL(import.meta.url).pathname)}`, import.meta.url),
  );
  const { NODE_OPTIONS: _options, NODE_V8_COVERAGE: _coverage, ...env } = process.env;
  // A group of its own, so that Ctrl-C in a terminal reaches the parent alone.
  const started = spawn(process.execPath, [file], {
    stdio: ['pipe', 'ignore', 'ignore'],
    detached: true,
    env,
  });
  const lost = () => {
    if (reaper === started) reaper = undefined;
  };
  started.once('exit', lost);
  started.once('error', lost);
  started.stdin?.on('error', lost);
  started.unref();
  (started.stdin as unknown as { unref?: () => void } | null)?.unref?.();
  for (const watch of watches.values()) send(started, watch);
  return started;
}

function send(to: ChildProcess, message: ReaperMessage): void {
  to.stdin?.write(`${JSON.stringify(message)}\n`);
}
