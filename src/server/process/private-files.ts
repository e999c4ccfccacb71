import { fchmodSync, mkdirSync, openSync, renameSync, writeFileSync } from 'node:fs';
import { isMainThread } from 'node:worker_threads';

const privateFile = 0o600;
const privateFolder = 0o700;
const othersMask = 0o077;

/** Make a folder that is open to its owner alone; one that is there stays as it is. */
export function makePrivateFolder(path: string): void {
  mkdirSync(path, { recursive: true, mode: privateFolder });
}

/** Open a log for appending, open to its owner alone: it may tell of customers and of what models wrote. */
export function openPrivateLog(path: string): number {
  const file = openSync(path, 'a', privateFile);
  fchmodSync(file, privateFile);
  return file;
}

/** Write a file, open to its owner alone, whole or not at all. */
export function writePrivateFile(path: string, text: string): void {
  const temporary = `${path}.${process.pid}`;
  writeFileSync(temporary, text, { mode: privateFile });
  renameSync(temporary, path);
}

/**
 * Do something that makes files by itself, or starts a program that does: they are open to their owner alone.
 *
 * Only what is done before it returns counts, and what a program does that it starts.
 */
export function withPrivateFiles<Made>(make: () => Made): Made {
  // A thread has no mask of its own to set.
  if (!isMainThread) return make();
  const mask = process.umask(othersMask);
  try {
    return make();
  } finally {
    process.umask(mask);
  }
}
