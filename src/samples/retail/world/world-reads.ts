import type { Kysely } from 'kysely';
import type { RetailOrder, RetailProduct, RetailUser, RetailVariant } from '../world-schema.ts';
import { lockRows } from './world-locks.ts';
import type { WorldTables } from './world-tables.ts';

/** In a transaction that means to change what it reads: nobody else may until it ends. */
interface ReadOptions {
  readonly forChange?: boolean;
}

/** Read one order by its id: one indexed row. */
export async function readOrder(
  database: Kysely<WorldTables>,
  orderId: string,
  { forChange = false }: ReadOptions = {},
): Promise<RetailOrder | undefined> {
  const query = database.selectFrom('orders').select('document').where('order_id', '=', orderId);
  const row = await (forChange ? lockRows(database, query) : query).executeTakeFirst();
  return row && (JSON.parse(row.document) as RetailOrder);
}

/** Read one user by id. */
export async function readUser(
  database: Kysely<WorldTables>,
  userId: string,
  { forChange = false }: ReadOptions = {},
): Promise<RetailUser | undefined> {
  const query = database.selectFrom('users').select('document').where('user_id', '=', userId);
  const row = await (forChange ? lockRows(database, query) : query).executeTakeFirst();
  return row && (JSON.parse(row.document) as RetailUser);
}

/** Read one product, with all its variants, by its id. */
export async function readProduct(
  database: Kysely<WorldTables>,
  productId: string,
): Promise<RetailProduct | undefined> {
  const row = await database
    .selectFrom('products')
    .select('document')
    .where('product_id', '=', productId)
    .executeTakeFirst();
  return row && (JSON.parse(row.document) as RetailProduct);
}

/** Read one variant by its item id. */
export async function readItem(
  database: Kysely<WorldTables>,
  itemId: string,
): Promise<RetailVariant | undefined> {
  const row = await database
    .selectFrom('items')
    .innerJoin('products', 'products.product_id', 'items.product_id')
    .select('products.document')
    .where('items.item_id', '=', itemId)
    .executeTakeFirst();
  return row && (JSON.parse(row.document) as RetailProduct).variants[itemId];
}

/** Find a user's id by email, whatever its case. */
export async function findUserIdByEmail(
  database: Kysely<WorldTables>,
  email: string,
): Promise<string | undefined> {
  const rows = await database
    .selectFrom('users')
    .select('user_id')
    .where('email', '=', email.toLowerCase())
    .execute();
  return firstUserId(rows);
}

/** Find a user's id by name, whatever its case, and zip code. */
export async function findUserIdByNameAndZip(
  database: Kysely<WorldTables>,
  name: { readonly firstName: string; readonly lastName: string; readonly zip: string },
): Promise<string | undefined> {
  const rows = await database
    .selectFrom('users')
    .select('user_id')
    .where('last_name', '=', name.lastName.toLowerCase())
    .where('first_name', '=', name.firstName.toLowerCase())
    .where('zip', '=', name.zip)
    .execute();
  return firstUserId(rows);
}

/** List every product's id by its name. */
export async function listProductIds(database: Kysely<WorldTables>): Promise<Record<string, string>> {
  const rows = await database.selectFrom('products').select(['name', 'product_id']).execute();
  const byName = rows.sort((a, b) => (a.name < b.name ? -1 : 1));
  return Object.fromEntries(byName.map((row) => [row.name, row.product_id]));
}

/** Sorted here, for each database has its own idea of the order of texts. */
function firstUserId(rows: readonly { readonly user_id: string }[]): string | undefined {
  return rows.map((row) => row.user_id).sort()[0];
}
