import { type ChildProcess, spawn } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { reapOnExit } from '../../src/server/process/child-process-reaper.ts';
import { isSameProcessAlive, readProcessStartTime } from '../../src/server/process/process-identity.ts';

const launcher = fileURLToPath(new URL('../../bin/holdfast.js', import.meta.url));

/** A `holdfast` command in a process of its own, which ends with the test at the latest. */
export interface HoldfastProcess {
  readonly pid: number;
  /** The first line on stdout, as JSON. Rejects with what it wrote when it ends without one. */
  readonly firstLine: Promise<Record<string, unknown>>;
  readonly ended: Promise<{
    code: number | null;
    signal: NodeJS.Signals | null;
    stdout: string;
    stderr: string;
  }>;
  kill(signal: NodeJS.Signals): void;
  /** What it has written by now. */
  soFar(): { readonly stdout: string; readonly stderr: string };
  /** The lines on stdout by now, as JSON. */
  lines(): Record<string, unknown>[];
}

export function startHoldfast(
  args: readonly string[],
  options: { cwd: string; env?: Readonly<Record<string, string | undefined>> },
): HoldfastProcess {
  const { HOME, PATH, XDG_CACHE_HOME, GOPROXY, GOFLAGS, GOSUMDB } = process.env;
  const child: ChildProcess = spawn(process.execPath, [launcher, ...args], {
    cwd: options.cwd,
    env: { HOME, PATH, XDG_CACHE_HOME, GOPROXY, GOFLAGS, GOSUMDB, ...options.env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  reapOnExit(child, { graceMs: 15_000 });
  const written = { stdout: '', stderr: '' };
  child.stdout?.setEncoding('utf8').on('data', (text: string) => {
    written.stdout += text;
  });
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    written.stderr += text;
  });
  const ended = new Promise<Awaited<HoldfastProcess['ended']>>((resolve) => {
    child.once('close', (code, signal) => resolve({ code, signal, ...written }));
  });
  const firstLine = new Promise<Record<string, unknown>>((resolve, reject) => {
    if (child.stdout) {
      createInterface({ input: child.stdout }).once('line', (line) => resolve(JSON.parse(line)));
    }
    void ended.then(({ code, stderr }) => reject(new Error(`ended with ${code} and no line:\n${stderr}`)));
  });
  firstLine.catch(() => {});
  return {
    pid: child.pid ?? 0,
    firstLine,
    ended,
    kill: (signal) => void child.kill(signal),
    soFar: () => ({ ...written }),
    lines: () =>
      written.stdout
        .split('\n')
        .slice(0, -1)
        .map((line) => JSON.parse(line)),
  };
}

/** Whether a process runs; one that has ended and was not seen to does not. */
export function isRunning(pid: number): boolean {
  return readProcessStartTime(pid) !== 'gone';
}

/** One process for good: a pid alone is given out again. */
export interface KnownProcess {
  readonly pid: number;
  readonly startTime: string | null;
  readonly command: string;
}

/** List a process's children and theirs, from `/proc`. */
export function descendants(pid: number): KnownProcess[] {
  const parents = new Map<number, number>();
  for (const name of readdirSync('/proc')) {
    if (!/^\d+$/.test(name)) continue;
    try {
      const stat = readFileSync(`/proc/${name}/stat`, 'utf8');
      parents.set(Number(name), Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]));
    } catch {
      // It ended meanwhile.
    }
  }
  const children = [...parents].filter(([, parent]) => parent === pid).map(([child]) => child);
  return children.flatMap((child) => [known(child), ...descendants(child)]);
}

function known(pid: number): KnownProcess {
  const startTime = readProcessStartTime(pid);
  let command = '';
  try {
    command = readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ').trim();
  } catch {
    // It ended meanwhile.
  }
  return { pid, startTime: startTime === 'gone' ? null : startTime, command };
}

/** Wait until all have ended; answers those that have not within the time. */
export async function stillAlive(
  processes: readonly KnownProcess[],
  withinMs: number,
): Promise<KnownProcess[]> {
  for (const deadline = Date.now() + withinMs; ; await sleep(50)) {
    const alive = processes.filter(({ pid, startTime }) => isSameProcessAlive(pid, startTime));
    if (alive.length === 0 || Date.now() > deadline) return alive;
  }
}
