import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';

const root = resolve(process.env.HOLDFAST_SHARED ?? resolve(import.meta.dirname, '../../../shared'), 'data');

/** Path of a file or folder of the shared test material. */
export function sharedPath(file: string): string {
  return resolve(root, file);
}

/** Why tests on the shared material are skipped, or false when it is there. For `describe.skipIf` and its title. */
export function missingShared(file: string): string | false {
  const path = sharedPath(file);
  return existsSync(path)
    ? false
    : `${path} is not there; set HOLDFAST_SHARED to the folder that holds data/`;
}

/** Read a JSON file of the shared material. */
export function readSharedJson(file: string): unknown {
  return JSON.parse(readFileSync(sharedPath(file), 'utf8'));
}

/** Read a file of one JSON object a line. */
export function readSharedJsonLines<Row>(file: string): Row[] {
  return readFileSync(sharedPath(file), 'utf8')
    .split('\n')
    .filter((line) => line.trim() !== '')
    .map((line) => JSON.parse(line) as Row);
}
