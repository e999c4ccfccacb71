import { dirname } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { setTimeout as sleep } from 'node:timers/promises';
import { makePrivateFolder, withPrivateFiles } from './private-files.ts';

/**
 * Take a lock that at most one process holds at a time, and that ends with the process however it dies.
 *
 * The lock is SQLite's own on an empty database file: the system lets go of it, so there is no stale lock to find
 * and break. `onWait` hears every quarter of a second how long it has waited; without `onWait` it does not wait.
 *
 * @returns the function that lets go, or `undefined` when another holds it and waiting was not asked for.
 * @throws the signal's reason when it is aborted while waiting.
 */
export async function acquireProcessLock(
  file: string,
  options: { onWait?: (waitedMs: number) => void; signal?: AbortSignal | undefined } = {},
): Promise<(() => void) | undefined> {
  makePrivateFolder(dirname(file));
  const since = Date.now();
  for (;;) {
    options.signal?.throwIfAborted();
    const release = tryLock(file);
    if (release !== undefined) return release;
    if (options.onWait === undefined) return undefined;
    options.onWait(Date.now() - since);
    await sleep(250);
  }
}

function tryLock(file: string): (() => void) | undefined {
  const database = withPrivateFiles(() => new DatabaseSync(file));
  try {
    database.exec('BEGIN EXCLUSIVE');
    return () => {
      if (database.isOpen) database.close();
    };
  } catch (error) {
    database.close();
    if (/locked/.test(String(error))) return undefined;
    throw error;
  }
}
