import type { Kysely } from 'kysely';
import { type Migration, Migrator } from 'kysely/migration';
import type { WorldTables } from '../retail/world/world-tables.ts';

export type FaultTables = {
  /** What calls shall suffer; see `faults.ts`. `remaining` counts down to 0. */
  faults: { id: string; tool: string; kind: string; remaining: number; delay_ms: number; set_at: string };
  /** Append-only: one row for each call that suffered. */
  fault_strikes: { tool: string; kind: string; subject: string; pid: number; struck_at: string };
};

export type FaultDatabase = Kysely<WorldTables & FaultTables>;

const made = new WeakMap<Kysely<WorldTables>, Promise<FaultDatabase>>();

/** Make the tables of faults beside those of the shop, once; several processes may do so at once. */
export function withFaultTables(database: Kysely<WorldTables>): Promise<FaultDatabase> {
  const known = made.get(database) ?? makeTables(database);
  made.set(database, known);
  return known;
}

async function makeTables(database: Kysely<WorldTables>): Promise<FaultDatabase> {
  const migrator = new Migrator({
    db: database,
    provider: { getMigrations: async () => migrations },
    migrationTableName: 'fault_migration',
    migrationLockTableName: 'fault_migration_lock',
  });
  const { error } = await migrator.migrateToLatest();
  if (error !== undefined) throw new Error('the tables of faults cannot be made', { cause: error });
  return database.withTables<FaultTables>();
}

const migrations: Record<string, Migration> = {
  '001-faults': {
    async up({ schema }: Kysely<unknown>) {
      await schema
        .createTable('faults')
        .addColumn('id', 'text', (column) => column.primaryKey())
        .addColumn('tool', 'text', (column) => column.notNull())
        .addColumn('kind', 'text', (column) => column.notNull())
        .addColumn('remaining', 'integer', (column) => column.notNull())
        .addColumn('delay_ms', 'integer', (column) => column.notNull())
        .addColumn('set_at', 'text', (column) => column.notNull())
        .execute();
      await schema
        .createTable('fault_strikes')
        .addColumn('tool', 'text', (column) => column.notNull())
        .addColumn('kind', 'text', (column) => column.notNull())
        .addColumn('subject', 'text', (column) => column.notNull())
        .addColumn('pid', 'integer', (column) => column.notNull())
        .addColumn('struck_at', 'text', (column) => column.notNull())
        .execute();
    },
  },
};
