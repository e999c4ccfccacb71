import type { Kysely } from 'kysely';
import { Migrator } from 'kysely/migration';
import { worldMigrations } from './world-migrations.ts';
import type { WorldTables } from './world-tables.ts';

/** Bring a database's schema up to date; several processes may do so at once. Rejects with the database's own error. */
export async function migrateWorld(database: Kysely<WorldTables>): Promise<void> {
  const migrator = new Migrator({ db: database, provider: { getMigrations: async () => worldMigrations } });
  const { error } = await migrator.migrateToLatest();
  if (error !== undefined) throw error instanceof Error ? error : new Error(String(error));
}
