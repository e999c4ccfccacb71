import type { Kysely } from 'kysely';
import type { Json } from '../../../core/values/json.ts';
import {
  type RetailOrder,
  type RetailProduct,
  type RetailUser,
  type RetailVariant,
  type RetailWorldData,
  retailWorldSchema,
} from '../world-schema.ts';
import { type CallGate, openGate } from './call-gate.ts';
import { findEffectConflict, findStandingEffect } from './effect-records.ts';
import { countEffects, type EffectCount, undoOnce, writeOnce } from './keyed-effects.ts';
import { WorldEdit } from './world-edit.ts';
import * as reads from './world-reads.ts';
import { WorldShapeError } from './world-shape-error.ts';
import { readWorld, restoreLoadedWorld, storeWorld } from './world-snapshot.ts';
import type { WorldTables } from './world-tables.ts';

/**
 * The shop's database. Connects when it is first used; several processes may use one database at once.
 *
 * Reads answer `undefined` for what does not exist. Every method rejects with `WorldUnavailableError` when the database
 * cannot be opened.
 */
export class RetailWorld {
  readonly #open: () => Promise<Kysely<WorldTables>>;
  /** What stands between the calls of this world and their effects. */
  readonly gate: CallGate;
  #database: Promise<Kysely<WorldTables>> | undefined;

  constructor(open: () => Promise<Kysely<WorldTables>>, gate: CallGate = openGate) {
    this.#open = open;
    this.gate = gate;
  }

  async order(orderId: string): Promise<RetailOrder | undefined> {
    return reads.readOrder(await this.connect(), orderId);
  }

  async user(userId: string): Promise<RetailUser | undefined> {
    return reads.readUser(await this.connect(), userId);
  }

  async product(productId: string): Promise<RetailProduct | undefined> {
    return reads.readProduct(await this.connect(), productId);
  }

  async item(itemId: string): Promise<RetailVariant | undefined> {
    return reads.readItem(await this.connect(), itemId);
  }

  async userIdByEmail(email: string): Promise<string | undefined> {
    return reads.findUserIdByEmail(await this.connect(), email);
  }

  async userIdByNameAndZip(name: {
    readonly firstName: string;
    readonly lastName: string;
    readonly zip: string;
  }): Promise<string | undefined> {
    return reads.findUserIdByNameAndZip(await this.connect(), name);
  }

  async productIds(): Promise<Record<string, string>> {
    return reads.listProductIds(await this.connect());
  }

  /** Perform a write once for its key; see `writeOnce` in `keyed-effects.ts`. */
  async writeOnce<Result>(
    effect: { readonly key: string; readonly tool: string },
    perform: (edit: WorldEdit) => Promise<Result>,
  ): Promise<Result> {
    const database = await this.connect();
    const call = { tool: effect.tool, subject: effect.key };
    return this.gate(call, () => writeOnce(database, effect, perform), database);
  }

  /** Look at what a write would work on; what is done to the entities is never saved. */
  async look<Result>(perform: (edit: WorldEdit) => Promise<Result>): Promise<Result> {
    return perform(new WorldEdit(await this.connect(), { forChange: false }));
  }

  /** What the call of this key did, if that stands; see `findStandingEffect` in `effect-records.ts`. */
  async appliedEffect(key: string, tool: string): Promise<{ readonly result: Json } | undefined> {
    return findStandingEffect(await this.connect(), key, tool);
  }

  /** What stands in the way of `undoOnce`; see `findEffectConflict` in `effect-records.ts`. */
  async undoConflict(key: string, tool: string): Promise<string | undefined> {
    return findEffectConflict(await this.connect(), key, tool);
  }

  /** Reverse the write whose key is this one with `/run` for `/undo`; see `undoOnce` in `keyed-effects.ts`. */
  async undoOnce(undoKey: string, tool: string): Promise<void> {
    const database = await this.connect();
    const call = { tool: `${tool}.undo`, subject: undoKey };
    await this.gate(call, () => undoOnce(database, undoKey, tool), database);
  }

  /** How often each effect really happened. More than one application of a key is a broken promise. */
  async effectCounts(): Promise<EffectCount[]> {
    return countEffects(await this.connect());
  }

  /**
   * Replace the shop's data, in one transaction; records of effects stay.
   *
   * @throws WorldShapeError naming the paths that are wrong; nothing was loaded.
   */
  async loadWorld(json: unknown): Promise<void> {
    const checked = retailWorldSchema.safeParse(json);
    if (!checked.success) throw new WorldShapeError(checked.error);
    await storeWorld(await this.connect(), json as RetailWorldData);
  }

  /** Go back to the world last loaded; records of effects stay. */
  async resetWorld(): Promise<void> {
    await restoreLoadedWorld(await this.connect());
  }

  /** The whole world as bare JSON, equal to what was loaded but for what writes changed. */
  async exportWorld(): Promise<RetailWorldData> {
    return readWorld(await this.connect());
  }

  /** Tell whether a world was ever loaded here. */
  async isLoaded(): Promise<boolean> {
    const database = await this.connect();
    return (await database.selectFrom('loaded_world').select('id').executeTakeFirst()) !== undefined;
  }

  /** Let go of the database. It opens again when used again. */
  async close(): Promise<void> {
    const database = this.#database;
    this.#database = undefined;
    await (await database?.catch(() => undefined))?.destroy();
  }

  /** The database itself, for what else the sample world keeps in it. Belongs to this world, which closes it. */
  connect(): Promise<Kysely<WorldTables>> {
    this.#database ??= this.#open().catch((error: unknown) => {
      // The next use tries again: the file may have been mended meanwhile.
      this.#database = undefined;
      throw error;
    });
    return this.#database;
  }
}
