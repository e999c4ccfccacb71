import { randomUUID } from 'node:crypto';
import type { Kysely } from 'kysely';
import { ToolError } from '../../tools/errors/tool-error.ts';
import type { RetailWorld } from '../retail/world/retail-world.ts';
import type { WorldTables } from '../retail/world/world-tables.ts';
import { lostAnswer, neverAnswer, takeFault } from '../testing/faults.ts';

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
 * Its outbox lives in the sample world's database, apart from the shop: no load, reset or export touches it. Faults of
 * `send_notice` and `send_notice.probe` strike it as `faults.ts` says; with `commit-late` the message goes out later
 * although the sender was told that the connection broke, and even when the sender is gone.
 */
export class NoticeService {
  readonly #connect: () => Promise<Kysely<WorldTables>>;
  readonly #now: () => number;

  constructor(world: Pick<RetailWorld, 'connect'>, now: () => number = Date.now) {
    this.#connect = () => world.connect();
    this.#now = now;
  }

  /** @throws ToolError when it refuses; nothing was sent then. Any other error leaves that open. */
  async send(notice: Notice): Promise<void> {
    const database = await this.#connect();
    const tool = 'send_notice';
    const fault = await takeFault(database, { tool, subject: notice.recipient });
    switch (fault?.kind) {
      case undefined:
        return this.#accept(database, notice);
      case 'refuse':
        throw new ToolError(
          `The notice service refused the message to ${notice.recipient}. Nothing was sent; this fault was set on purpose.`,
        );
      case 'fail':
        throw lostAnswer(tool);
      case 'commit-late':
        await this.#accept(database, notice, fault.delayMs);
        throw lostAnswer(tool);
      case 'lose-answer':
        await this.#accept(database, notice);
        throw lostAnswer(tool);
      case 'hold-before-commit':
        return neverAnswer();
      case 'hold-after-commit':
        await this.#accept(database, notice);
        return neverAnswer();
    }
  }

  /** Find messages that went out and hold these words. @throws ToolError when it refuses to say. */
  async find(words: string): Promise<SentNotice[]> {
    const fault = await takeFault(await this.#connect(), { tool: 'send_notice.probe', subject: words });
    if (fault !== undefined) {
      throw new ToolError('The notice service does not say what it sent; this fault was set on purpose.');
    }
    return (await this.sent()).filter(({ text }) => text.includes(words));
  }

  /** List every message that went out, with how often, oldest first. */
  async sent(): Promise<SentNotice[]> {
    const database = await this.#connect();
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
