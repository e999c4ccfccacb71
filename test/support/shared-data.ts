import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const folder = process.env['HOLDFAST_SHARED'] ?? fileURLToPath(new URL('../../../shared', import.meta.url));

/** Third-party test material that lies beside the checkout (`HOLDFAST_SHARED` moves it) and is no part of the project. */
export const hasSharedData = existsSync(join(folder, 'data'));

if (!hasSharedData) {
  console.warn(
    `No shared test material in ${folder}: its tests are skipped. Set HOLDFAST_SHARED to its folder.`,
  );
}

/** Read a JSON lines file below `data/`; empty where the material is absent. */
export function readSharedLines<Row>(path: string): Row[] {
  if (!hasSharedData) return [];
  return readFileSync(join(folder, 'data', path), 'utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Row);
}
