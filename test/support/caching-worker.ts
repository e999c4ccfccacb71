import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { reapOnExit } from '../../src/server/process/child-process-reaper.ts';

const program = fileURLToPath(new URL('./caching-worker-process.ts', import.meta.url));

/** A worker in a process of its own, so that its memory is its own. */
export interface CachingWorker {
  /** Resident memory, in bytes. */
  rssBytes(): number;
  /** Runs that it keeps in memory now. */
  keptRuns(): Promise<number>;
  stop(): Promise<void>;
}

/** Start one that keeps `cachedRuns` runs in memory, and wait until it polls. */
export async function startCachingWorker(options: {
  readonly address: string;
  readonly namespace: string;
  readonly taskQueue: string;
  readonly world: string;
  readonly cachedRuns: number;
  readonly env: Readonly<Record<string, string>>;
}): Promise<CachingWorker> {
  const { address, namespace, taskQueue, world, cachedRuns, env } = options;
  const args = ['--conditions=holdfast-source', program, address, namespace, taskQueue, world];
  const child = spawn(process.execPath, [...args, String(cachedRuns)], {
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  reapOnExit(child);
  const ended = once(child, 'exit');
  const polls = once(child.stdout, 'data');
  await Promise.race([
    polls,
    ended.then(() => Promise.reject(new Error('the worker ended before it polled'))),
  ]);
  return {
    rssBytes: () => {
      const status = readFileSync(`/proc/${child.pid}/status`, 'utf8');
      return Number(/^VmRSS:\s+(\d+) kB$/m.exec(status)?.[1]) * 1_024;
    },
    keptRuns: async () => {
      const told = once(child.stdout, 'data');
      child.kill('SIGUSR2');
      return Number(String((await told)[0]));
    },
    stop: async () => {
      if (child.exitCode === null && child.signalCode === null) child.kill('SIGTERM');
      await ended;
    },
  };
}
