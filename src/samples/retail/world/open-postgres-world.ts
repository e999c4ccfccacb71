import { Kysely, PostgresDialect } from 'kysely';
import { migrateWorld } from './migrate-world.ts';
import { createPostgresPool, postgresReason } from './postgres-pool.ts';
import { worldLabel } from './world-label.ts';
import type { WorldTables } from './world-tables.ts';
import { WorldUnavailableError } from './world-unavailable-error.ts';

/**
 * Open a PostgreSQL database by its connection string and bring its schema up to date.
 *
 * The database must exist and may be empty. Several processes may do so at once.
 *
 * @throws WorldUnavailableError when it cannot be reached, or its tables are something else.
 */
export async function openPostgresWorld(url: string): Promise<Kysely<WorldTables>> {
  const dialect = new PostgresDialect({ pool: async () => createPostgresPool(url) });
  const database = new Kysely<WorldTables>({ dialect });
  try {
    await migrateWorld(database);
    return database;
  } catch (error) {
    await database.destroy();
    throw new WorldUnavailableError(
      `The shop's database ${worldLabel(url)} cannot be opened: ${postgresReason(error)}. Name a PostgreSQL database that exists and in which Holdfast may make tables, with --world postgres://USER:PASSWORD@HOST:PORT/DATABASE.`,
      { cause: error },
    );
  }
}
