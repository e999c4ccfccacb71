import { type Kysely, PostgresAdapter, type SelectQueryBuilder, sql, type Transaction } from 'kysely';
import type { WorldTables } from './world-tables.ts';

/** The first of the two numbers of an advisory lock; the application's own, so that others' locks do not meet ours. */
const lockSpace = { world: 1_848_301, call: 1_848_302 };

/**
 * Let writes of one call take turns, over all processes, and keep them apart from a load or a reset of the world.
 *
 * To be the transaction's first statement: what it reads afterwards is what the one before it left. Ends with the
 * transaction. SQLite needs none of it, for its transactions hold the file's only write lock from their beginning.
 */
export async function lockCall(transaction: Transaction<WorldTables>, key: string): Promise<void> {
  if (!isPostgres(transaction)) return;
  // Two keys of one hash take turns as well, which costs time alone. A write and its undo are one call.
  const call = key.replace(/\/(run|undo)$/, '');
  await sql`select pg_advisory_xact_lock_shared(${lockSpace.world}::int, 0)`.execute(transaction);
  await sql`select pg_advisory_xact_lock(${lockSpace.call}::int, hashtext(${call}))`.execute(transaction);
}

/** Have the shop's data alone until the transaction ends: writes in progress end first, later ones wait. */
export async function lockWorld(transaction: Transaction<WorldTables>): Promise<void> {
  if (!isPostgres(transaction)) return;
  await sql`select pg_advisory_xact_lock(${lockSpace.world}::int, 0)`.execute(transaction);
}

/** Let nobody change the selected rows until the transaction ends; a row that another changes is awaited. */
export function lockRows<Table extends keyof WorldTables, Row>(
  database: Kysely<WorldTables>,
  query: SelectQueryBuilder<WorldTables, Table, Row>,
): SelectQueryBuilder<WorldTables, Table, Row> {
  return isPostgres(database) ? query.forUpdate() : query;
}

function isPostgres(database: Kysely<WorldTables>): boolean {
  return database.getExecutor().adapter instanceof PostgresAdapter;
}
