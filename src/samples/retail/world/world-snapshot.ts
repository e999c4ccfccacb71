import type { Kysely, Transaction } from 'kysely';
import type { RetailWorldData } from '../world-schema.ts';
import { userRow } from './user-row.ts';
import { lockWorld } from './world-locks.ts';
import type { WorldTables } from './world-tables.ts';
import { WorldUnavailableError } from './world-unavailable-error.ts';

// SQLite binds at most 32,766 values to one statement, PostgreSQL 65,535.
const rowsPerInsert = 1_000;

/** Replace the shop's data by a world that has been checked, and remember it for a reset. One transaction. */
export async function storeWorld(database: Kysely<WorldTables>, world: RetailWorldData): Promise<void> {
  await database.transaction().execute(async (transaction) => {
    await lockWorld(transaction);
    await transaction.deleteFrom('loaded_world').execute();
    await transaction
      .insertInto('loaded_world')
      .values({ id: 1, document: JSON.stringify(world) })
      .execute();
    await replaceEntities(transaction, world);
  });
}

/**
 * Go back to the world last loaded. One transaction.
 *
 * @throws WorldUnavailableError when none was ever loaded.
 */
export async function restoreLoadedWorld(database: Kysely<WorldTables>): Promise<void> {
  await database.transaction().execute(async (transaction) => {
    await lockWorld(transaction);
    const loaded = await transaction.selectFrom('loaded_world').select('document').executeTakeFirst();
    if (loaded === undefined) {
      throw new WorldUnavailableError(
        "There is no world to go back to, because none was loaded into the shop's database; load one first.",
      );
    }
    await replaceEntities(transaction, JSON.parse(loaded.document) as RetailWorldData);
  });
}

/** Read the whole world as one consistent picture, also while others write. */
export async function readWorld(database: Kysely<WorldTables>): Promise<RetailWorldData> {
  // One statement sees one state of the database, without a transaction that would hold writers back.
  const rows = await database
    .selectFrom('products')
    .select((select) => [select.val('products').as('kind'), 'product_id as id', 'document'])
    .unionAll(
      database
        .selectFrom('users')
        .select((select) => [select.val('users').as('kind'), 'user_id as id', 'document']),
    )
    .unionAll(
      database
        .selectFrom('orders')
        .select((select) => [select.val('orders').as('kind'), 'order_id as id', 'document']),
    )
    .execute();
  const world: Record<string, Record<string, unknown>> = { products: {}, users: {}, orders: {} };
  for (const { kind, id, document } of rows) (world[kind] ??= {})[id] = JSON.parse(document);
  return world as RetailWorldData;
}

async function replaceEntities(transaction: Transaction<WorldTables>, world: RetailWorldData): Promise<void> {
  for (const table of ['users', 'products', 'items', 'orders'] as const) {
    await transaction.deleteFrom(table).execute();
  }
  const products = Object.values(world.products);
  for (const rows of portions(Object.values(world.users).map(userRow))) {
    await transaction.insertInto('users').values(rows).execute();
  }
  for (const rows of portions(products)) {
    await transaction
      .insertInto('products')
      .values(
        rows.map((product) => ({
          product_id: product.product_id,
          name: product.name,
          document: JSON.stringify(product),
        })),
      )
      .execute();
  }
  const items = products.flatMap((product) =>
    Object.keys(product.variants).map((itemId) => ({ item_id: itemId, product_id: product.product_id })),
  );
  for (const rows of portions(items)) await transaction.insertInto('items').values(rows).execute();
  for (const rows of portions(Object.values(world.orders))) {
    await transaction
      .insertInto('orders')
      .values(
        rows.map((order) => ({
          order_id: order.order_id,
          user_id: order.user_id,
          document: JSON.stringify(order),
        })),
      )
      .execute();
  }
}

function portions<Row>(rows: readonly Row[]): Row[][] {
  const result: Row[][] = [];
  for (let start = 0; start < rows.length; start += rowsPerInsert) {
    result.push(rows.slice(start, start + rowsPerInsert));
  }
  return result;
}
