import { closeSync, existsSync, mkdirSync, openSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { Kysely } from 'kysely';
import { migrateWorld } from './migrate-world.ts';
import { SqliteDialect } from './sqlite-dialect.ts';
import type { WorldTables } from './world-tables.ts';
import { WorldUnavailableError } from './world-unavailable-error.ts';

/**
 * Open the database file, made with its folders when it is not there, and bring its schema up to date.
 *
 * Several processes may do so at once.
 *
 * @throws WorldUnavailableError when the path cannot be opened or holds something else.
 */
export async function openWorldDatabase(path: string): Promise<Kysely<WorldTables>> {
  try {
    if (path !== ':memory:') makePrivately(path);
  } catch (error) {
    throw unavailable(path, error);
  }
  const database = new Kysely<WorldTables>({ dialect: new SqliteDialect(path) });
  try {
    await migrateWorld(database);
    return database;
  } catch (error) {
    await database.destroy();
    throw unavailable(path, error);
  }
}

/** A shop's customers stand in it: a file that is made here is open to its owner alone. */
function makePrivately(path: string): void {
  mkdirSync(dirname(resolve(path)), { recursive: true });
  if (!existsSync(path)) closeSync(openSync(path, 'a', 0o600));
}

function unavailable(path: string, cause: unknown): WorldUnavailableError {
  const why = cause instanceof Error ? cause.message : String(cause);
  return new WorldUnavailableError(
    `The shop's database ${path} cannot be opened: ${why}. Name a file that Holdfast may write, with --world sqlite:PATH.`,
    { cause },
  );
}
