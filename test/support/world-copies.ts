import { copyFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openRetailWorld } from '../../src/samples/retail/open-retail-world.ts';
import { missingPostgres, startPostgres } from './postgres.ts';

/** What a world may be kept in; tests of what the shop promises run on each. */
export const worldDatabases: readonly {
  readonly database: WorldDatabase;
  /** Why tests on it are skipped, or false. */
  readonly missing: string | false;
}[] = [
  { database: 'SQLite', missing: false },
  { database: 'PostgreSQL', missing: missingPostgres },
];

export type WorldDatabase = 'SQLite' | 'PostgreSQL';

/** Fresh databases of one world, copied from one that was loaded once. */
export interface WorldCopies {
  /** Location of a new copy. */
  copy(): Promise<string>;
  /** Location of a new database that holds nothing. */
  empty(): Promise<string>;
  /** Delete every copy. */
  remove(): Promise<void>;
}

/** Load a world into a database and hand out copies of it. On PostgreSQL it starts a cluster, which takes two seconds. */
export function prepareWorldCopies(json: unknown, database: WorldDatabase = 'SQLite'): Promise<WorldCopies> {
  return database === 'SQLite' ? prepareFiles(json) : preparePostgres(json);
}

async function prepareFiles(json: unknown): Promise<WorldCopies> {
  const folder = mkdtempSync(join(tmpdir(), 'holdfast-world-'));
  const original = join(folder, 'original.sqlite');
  // The last connection folds the log into the file, so that one file is the whole database.
  await load(original, json);
  let copies = 0;
  const empty = async () => join(folder, `copy-${++copies}.sqlite`);
  return {
    empty,
    copy: async () => {
      const path = await empty();
      copyFileSync(original, path);
      return path;
    },
    remove: async () => rmSync(folder, { recursive: true, force: true }),
  };
}

async function preparePostgres(json: unknown): Promise<WorldCopies> {
  const cluster = await startPostgres();
  try {
    await load(await cluster.createDatabase('original'), json);
  } catch (error) {
    await cluster.stop();
    throw error;
  }
  let copies = 0;
  return {
    empty: () => cluster.createDatabase(`copy-${++copies}`),
    copy: () => cluster.createDatabase(`copy-${++copies}`, 'original'),
    remove: () => cluster.stop(),
  };
}

async function load(location: string, json: unknown): Promise<void> {
  const world = openRetailWorld(location);
  try {
    await world.loadWorld(json);
  } finally {
    await world.close();
  }
}
