import type { Kysely } from 'kysely';
import type { RetailOrder, RetailProduct, RetailUser, RetailVariant } from '../world-schema.ts';
import type { WorldTables } from './world-tables.ts';

/** Read one order by its id: one indexed row. */
export async function readOrder(
  database: Kysely<WorldTables>,
  orderId: string,
): Promise<RetailOrder | undefined> {
  const row = await database
    .selectFrom('orders')
    .select('document')
    .where('order_id', '=', orderId)
    .executeTakeFirst();
  return row && (JSON.parse(row.document) as RetailOrder);
}

/** Read one user by id. */
export async function readUser(
  database: Kysely<WorldTables>,
  userId: string,
): Promise<RetailUser | undefined> {
  const row = await database
    .selectFrom('users')
    .select('document')
    .where('user_id', '=', userId)
    .executeTakeFirst();
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
  const row = await database
    .selectFrom('users')
    .select('user_id')
    .where('email', '=', email.toLowerCase())
    .orderBy('user_id')
    .executeTakeFirst();
  return row?.user_id;
}

/** Find a user's id by name, whatever its case, and zip code. */
export async function findUserIdByNameAndZip(
  database: Kysely<WorldTables>,
  name: { readonly firstName: string; readonly lastName: string; readonly zip: string },
): Promise<string | undefined> {
  const row = await database
    .selectFrom('users')
    .select('user_id')
    .where('last_name', '=', name.lastName.toLowerCase())
    .where('first_name', '=', name.firstName.toLowerCase())
    .where('zip', '=', name.zip)
    .orderBy('user_id')
    .executeTakeFirst();
  return row?.user_id;
}

/** List every product's id by its name. */
export async function listProductIds(database: Kysely<WorldTables>): Promise<Record<string, string>> {
  const rows = await database.selectFrom('products').select(['name', 'product_id']).orderBy('name').execute();
  return Object.fromEntries(rows.map((row) => [row.name, row.product_id]));
}
