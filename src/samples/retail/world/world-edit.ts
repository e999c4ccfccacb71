import type { Kysely } from 'kysely';
import { ToolError } from '../../../tools/errors/tool-error.ts';
import type { RetailOrder, RetailProduct, RetailUser } from '../world-schema.ts';
import { userRow } from './user-row.ts';
import { orderChanges, userChanges, type WorldChange } from './world-change.ts';
import { readOrder, readProduct, readUser } from './world-reads.ts';
import type { WorldTables } from './world-tables.ts';

/**
 * The orders and users that one write works on, inside its transaction.
 *
 * What it hands out may be changed in place; `save` writes the entities that differ and tells what changed. Nobody else
 * changes an entity between the two. An order is asked for before its user, by all, so that no two writes wait for one
 * another.
 */
export class WorldEdit {
  readonly #transaction: Kysely<WorldTables>;
  readonly #reading: { readonly forChange: boolean };
  readonly #orders = new Map<string, { before: RetailOrder; now: RetailOrder }>();
  readonly #users = new Map<string, { before: RetailUser; now: RetailUser }>();

  /** `forChange: false`: only to look; what it hands out is never saved, so that a database will do for a transaction. */
  constructor(
    transaction: Kysely<WorldTables>,
    reading: { readonly forChange: boolean } = { forChange: true },
  ) {
    this.#transaction = transaction;
    this.#reading = reading;
  }

  /** @throws ToolError when there is no such order. */
  async order(orderId: string): Promise<RetailOrder> {
    const order = await this.findOrder(orderId);
    if (order === undefined) throw orderNotFound(orderId);
    return order;
  }

  async findOrder(orderId: string): Promise<RetailOrder | undefined> {
    const known = this.#orders.get(orderId);
    if (known) return known.now;
    const order = await readOrder(this.#transaction, orderId, this.#reading);
    if (order) this.#orders.set(orderId, { before: structuredClone(order), now: order });
    return order;
  }

  /** @throws ToolError when there is no such user. */
  async user(userId: string): Promise<RetailUser> {
    const user = await this.findUser(userId);
    if (user === undefined) throw userNotFound(`with the id ${userId}`);
    return user;
  }

  async findUser(userId: string): Promise<RetailUser | undefined> {
    const known = this.#users.get(userId);
    if (known) return known.now;
    const user = await readUser(this.#transaction, userId, this.#reading);
    if (user) this.#users.set(userId, { before: structuredClone(user), now: user });
    return user;
  }

  /** Products are only read. */
  findProduct(productId: string): Promise<RetailProduct | undefined> {
    return readProduct(this.#transaction, productId);
  }

  async save(): Promise<WorldChange[]> {
    if (!this.#reading.forChange)
      throw new Error('this edit was made to look at the world only; it cannot be saved');
    const changes: WorldChange[] = [];
    for (const { before, now } of this.#orders.values()) {
      const found = orderChanges(before, now);
      if (found.length === 0) continue;
      changes.push(...found);
      await this.#transaction
        .updateTable('orders')
        .set({ document: JSON.stringify(now) })
        .where('order_id', '=', now.order_id)
        .execute();
    }
    for (const { before, now } of this.#users.values()) {
      const found = userChanges(before, now);
      if (found.length === 0) continue;
      changes.push(...found);
      await this.#transaction
        .updateTable('users')
        .set(userRow(now))
        .where('user_id', '=', now.user_id)
        .execute();
    }
    return changes;
  }
}

export function orderNotFound(orderId: string): ToolError {
  return new ToolError(
    `Order not found: ${orderId}. Check the id, which begins with '#', or look it up in the user's orders.`,
  );
}

export function userNotFound(described: string): ToolError {
  return new ToolError(
    `User not found: nobody ${described}. Ask for other details, for instance name and zip code.`,
  );
}
