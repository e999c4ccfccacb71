import { setTimeout as sleep } from 'node:timers/promises';
import { startWorkerChild, type WorkerChild, type WorkerChildOptions } from './worker-child.ts';
import type { WorkerLine } from './worker-line.ts';

export type WorkerPoolEvent =
  | { readonly kind: 'polling'; readonly worker: WorkerLine }
  | { readonly kind: 'died'; readonly pid: number; readonly how: string; readonly restartInMs: number };

export interface WorkerPool {
  /** Pids of the worker processes that run now. */
  pids(): number[];
  /** Let every worker drain, at most `graceMs`, then end it. No worker is started any more. */
  stop(graceMs?: number): Promise<void>;
}

const firstDelayMs = 100;
const longestDelayMs = 10_000;
/** A worker that lived so long is not in a crash loop. */
const healthyAfterMs = 30_000;

/**
 * Keep a number of worker processes running; one that dies is started again, ever later when it keeps dying.
 *
 * Resolves when all poll.
 *
 * @throws CliError of the first worker when it does not come up; none is left running then.
 */
export async function startWorkerPool(
  options: WorkerChildOptions & { count: number; onEvent?: (event: WorkerPoolEvent) => void },
): Promise<WorkerPool> {
  const { count, onEvent } = options;
  const running = new Set<WorkerChild>();
  const stopping = new AbortController();

  const start = (): WorkerChild => {
    const child = startWorkerChild(options);
    running.add(child);
    void child.exited.then(() => running.delete(child));
    return child;
  };
  const keep = async (first: WorkerChild): Promise<void> => {
    let delayMs = firstDelayMs;
    for (let child = first; ; child = start()) {
      const since = Date.now();
      child.ready.then(
        (worker) => onEvent?.({ kind: 'polling', worker }),
        () => {},
      );
      const { code, signal } = await child.exited;
      if (stopping.signal.aborted) return;
      delayMs = Date.now() - since > healthyAfterMs ? firstDelayMs : delayMs;
      onEvent?.({ kind: 'died', pid: child.pid, how: signal ?? `exit ${code}`, restartInMs: delayMs });
      await sleep(delayMs, undefined, { signal: stopping.signal }).catch(() => {});
      if (stopping.signal.aborted) return;
      delayMs = Math.min(delayMs * 2, longestDelayMs);
    }
  };
  const stop = async (graceMs = 10_000): Promise<void> => {
    stopping.abort();
    await Promise.all([...running].map((child) => endWorker(child, graceMs)));
  };

  // The first builds the workflow bundle where there is none; the others find it.
  const children = [start()];
  try {
    await children[0]?.ready;
    while (children.length < count) children.push(start());
    await Promise.all(children.map((child) => child.ready));
  } catch (error) {
    await stop(1_000);
    throw error;
  }
  for (const child of children) void keep(child);
  return { pids: () => [...running].map((child) => child.pid), stop };
}

async function endWorker(child: WorkerChild, graceMs: number): Promise<void> {
  child.kill('SIGTERM');
  const timeout = new AbortController();
  await Promise.race([
    child.exited,
    sleep(graceMs, undefined, { signal: timeout.signal }).then(
      () => child.kill('SIGKILL'),
      () => {},
    ),
  ]);
  timeout.abort();
  await child.exited;
}
