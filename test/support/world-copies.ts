import { copyFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openRetailWorld } from '../../src/agents/retail/open-retail-world.ts';

/** Fresh databases of one world, copied from a file that was loaded once. */
export interface WorldCopies {
  /** Path of a new copy. */
  copy(): string;
  /** Delete every copy. */
  remove(): void;
}

/** Load a world into a file and hand out copies of it. */
export async function prepareWorldCopies(json: unknown): Promise<WorldCopies> {
  const folder = mkdtempSync(join(tmpdir(), 'holdfast-world-'));
  const original = join(folder, 'original.sqlite');
  const world = openRetailWorld(original);
  await world.loadWorld(json);
  // The last connection folds the log into the file, so that one file is the whole database.
  await world.close();
  let copies = 0;
  return {
    copy() {
      const path = join(folder, `copy-${++copies}.sqlite`);
      copyFileSync(original, path);
      return path;
    },
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}
