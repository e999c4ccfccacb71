import { createHash, randomUUID } from 'node:crypto';
import { mkdirSync, readdirSync, renameSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';

const keepUnusedMs = 7 * 24 * 3_600_000;

/** Name the directory, outside the checkout, that keeps built bundles. */
export function bundleCacheDirectory(env: NodeJS.ProcessEnv = process.env): string {
  return join(env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'holdfast', 'bundles');
}

/** Name what a file holds, short enough for a file's name. */
export function hashOf(content: string | Buffer): string {
  return createHash('sha256').update(content).digest('hex').slice(0, 24);
}

/** Write a file of the cache whole. Of two processes that write one at once the later has its way. */
export function keepFile(directory: string, name: string, text: string): string {
  mkdirSync(directory, { recursive: true });
  const file = join(directory, name);
  const unfinished = `${file}.${randomUUID()}.partial`;
  writeFileSync(unfinished, text);
  renameSync(unfinished, file);
  return file;
}

/** Note that a file of the cache is in use. */
export function touch(file: string): void {
  const now = new Date();
  try {
    utimesSync(file, now, now);
  } catch {
    // A cache that may only be read serves as well.
  }
}

/** Take away what was not in use for a week. */
export function dropUnused(directory: string): void {
  for (const name of readdirSync(directory)) {
    const file = join(directory, name);
    const age = Date.now() - (statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? Date.now());
    if (age > keepUnusedMs) rmSync(file, { force: true });
  }
}
