import { existsSync, readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';

export interface KilledWorker {
  readonly pid: number;
  /** Of the write that was committed and whose answer was never given. */
  readonly effectKey: string;
  readonly atMs: number;
}

const pollMs = 20;

/**
 * Wait until a worker is held between its write's commit and the answer, and kill it with SIGKILL.
 *
 * Kills only one of `workerPids`. Undefined when the signal aborts first.
 */
export async function killHeldWorker(
  markerFile: string,
  options: { workerPids: () => readonly number[]; signal: AbortSignal },
): Promise<KilledWorker | undefined> {
  while (!options.signal.aborted) {
    const held = readMarker(markerFile);
    if (held !== undefined && options.workerPids().includes(held.pid)) {
      process.kill(held.pid, 'SIGKILL');
      return { pid: held.pid, effectKey: held.key, atMs: Date.now() };
    }
    await sleep(pollMs, undefined, { signal: options.signal }).catch(() => {});
  }
  return undefined;
}

function readMarker(file: string): { pid: number; key: string } | undefined {
  if (!existsSync(file)) return undefined;
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as { pid: number; key: string };
  } catch {
    // It is being written.
    return undefined;
  }
}
