import { randomUUID } from 'node:crypto';
import type { Kysely } from 'kysely';
import type { RetailWorld } from '../retail/world/retail-world.ts';
import type { WorldTables } from '../retail/world/world-tables.ts';

export interface Notice {
  readonly recipient: string;
  readonly text: string;
}

/** A notice with how often it went out. More than once is a broken promise. */
export interface SentNotice extends Notice {
  readonly times: number;
}

/**
 * A service that sends messages, as many there are: it takes no key, sends whatever it is given each time it is given
 * it, and takes nothing back. It can be asked which messages went out.
 *
 * Its outbox lives in the sample world's database, apart from the shop: no load, reset or export touches it. `send_notice`
 * and `send_notice.probe` pass through the world's gate; a message that it lets out late goes out then although the
 * sender was told something else, and even when the sender is gone.
 */
export class NoticeService {
  readonly #world: Pick<RetailWorld, 'connect' | 'gate'>;
  readonly #now: () => number;

  constructor(world: Pick<RetailWorld, 'connect' | 'gate'>, now: () => number = Date.now) {
    this.#world = world;
    this.#now = now;
  }

  /** @throws ToolError when it refuses; nothing was sent then. Any other error leaves that open. */
  async send(notice: Notice): Promise<void> {
    const database = await this.#world.connect();
    const call = { tool: 'send_notice', subject: notice.recipient };
    await this.#world.gate(call, (afterMs) => this.#accept(database, notice, afterMs), database);
  }

  /** Find messages that went out and hold these words. @throws ToolError when it refuses to say. */
  async find(words: string): Promise<SentNotice[]> {
    const call = { tool: 'send_notice.probe', subject: words };
    const look = async () => (await this.sent()).filter(({ text }) => text.includes(words));
    return this.#world.gate(call, look, await this.#world.connect());
  }

  /** List every message that went out, with how often, oldest first. */
  async sent(): Promise<SentNotice[]> {
    const database = await this.#world.connect();
    const rows = await database
      .selectFrom('notices')
      .select((select) => ['recipient', 'text', select.fn.countAll<number>().as('times')])
      .where('sent_at', '<=', new Date(this.#now()).toISOString())
      .groupBy(['recipient', 'text'])
      .orderBy((select) => select.fn.min('sent_at'))
      .execute();
    return rows.map((row) => ({ ...row, times: Number(row.times) }));
  }

  async #accept(database: Kysely<WorldTables>, notice: Notice, delayMs = 0): Promise<void> {
    const sent_at = new Date(this.#now() + delayMs).toISOString();
    await database
      .insertInto('notices')
      .values({ id: randomUUID(), ...notice, sent_at })
      .execute();
  }
}
