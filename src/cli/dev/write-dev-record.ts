import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { DevRecord } from '../../reports/dev.ts';
import { makePrivateFolder, writePrivateFile } from '../../server/process/private-files.ts';

/** Write `dev.json`, which tells the other commands of a directory of its `dev`: whole or not at all. */
export function writeDevRecord(home: string, dev: DevRecord): void {
  makePrivateFolder(home);
  // The world's location may hold a password.
  writePrivateFile(join(home, 'dev.json'), `${JSON.stringify(dev, undefined, 2)}\n`);
}

/** Remove `dev.json` if it is this process's own. */
export function removeDevRecord(home: string, pid: number): void {
  const path = join(home, 'dev.json');
  if (!existsSync(path)) return;
  try {
    if ((JSON.parse(readFileSync(path, 'utf8')) as { pid?: unknown }).pid === pid) rmSync(path);
  } catch {
    // Unreadable: not ours to remove.
  }
}
