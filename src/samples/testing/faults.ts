import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Kysely } from 'kysely';
import { ToolError, TransientToolError } from '../../tools/errors/tool-error.ts';
import type { WorldTables } from '../retail/world/world-tables.ts';

/**
 * What a call of the sample world suffers on demand:
 *
 * - `refuse` says no, `fail` fails in passing; neither changes anything.
 * - `commit-late` takes effect only after `delayMs`, whether or not anybody still waits.
 * - `lose-answer` takes effect, then breaks the connection instead of answering.
 * - `hold-before-commit`, `hold-after-commit` never come back, so that their process can be killed there.
 */
export type FaultKind =
  | 'refuse'
  | 'fail'
  | 'commit-late'
  | 'lose-answer'
  | 'hold-before-commit'
  | 'hold-after-commit';

export interface Fault {
  /** A tool's name, `<tool>.undo`, or `<tool>.probe` where the tool asks a service. */
  readonly tool: string;
  readonly kind: FaultKind;
  /** How many calls suffer it; default 1. */
  readonly times?: number;
  /** Of `commit-late`; default 1,000. */
  readonly delayMs?: number;
}

/** One call that suffered a fault. `subject` is the effect's key, or the recipient where the service takes no key. */
export interface FaultStrike {
  readonly tool: string;
  readonly kind: FaultKind;
  readonly subject: string;
  readonly pid: number;
}

/** Let the next calls of a tool suffer, in whatever process they run. For demonstrations and tests alone. */
export async function setFault(database: Kysely<WorldTables>, fault: Fault): Promise<void> {
  const { tool, kind, times = 1, delayMs = 1_000 } = fault;
  await database
    .insertInto('faults')
    .values({
      id: randomUUID(),
      tool,
      kind,
      remaining: times,
      delay_ms: delayMs,
      set_at: new Date().toISOString(),
    })
    .execute();
}

/** Forget all faults that were set; what they did stays on record. */
export async function clearFaults(database: Kysely<WorldTables>): Promise<void> {
  await database.deleteFrom('faults').execute();
}

/** List which calls suffered, oldest first. Written before the call goes on, so that a held process can be found. */
export async function listFaultStrikes(database: Kysely<WorldTables>): Promise<FaultStrike[]> {
  const rows = await database
    .selectFrom('fault_strikes')
    .select(['tool', 'kind', 'subject', 'pid'])
    .orderBy('struck_at')
    .execute();
  return rows.map((row) => ({ ...row, kind: row.kind as FaultKind }));
}

/** Take the oldest fault that waits for a call of this tool, if there is one. Each is taken as often as it was set to. */
export async function takeFault(
  database: Kysely<WorldTables>,
  call: { readonly tool: string; readonly subject: string },
): Promise<Required<Pick<Fault, 'kind' | 'delayMs'>> | undefined> {
  const waiting = database
    .selectFrom('faults')
    .select(['id', 'kind', 'delay_ms'])
    .where('tool', '=', call.tool)
    .where('remaining', '>', 0)
    .orderBy('set_at');
  for (;;) {
    const fault = await waiting.executeTakeFirst();
    if (fault === undefined) return undefined;
    const taken = await database.transaction().execute(async (transaction) => {
      const { numUpdatedRows } = await transaction
        .updateTable('faults')
        .set((update) => ({ remaining: update('remaining', '-', 1) }))
        .where('id', '=', fault.id)
        .where('remaining', '>', 0)
        .executeTakeFirst();
      if (numUpdatedRows === 0n) return false;
      const strike = { ...call, kind: fault.kind, pid: process.pid, struck_at: new Date().toISOString() };
      await transaction.insertInto('fault_strikes').values(strike).execute();
      return true;
    });
    if (taken) return { kind: fault.kind as FaultKind, delayMs: fault.delay_ms };
  }
}

/** Carry a change out, or do to it what the next fault of its tool says. */
export async function underFaults<Result>(
  database: Kysely<WorldTables>,
  call: { readonly tool: string; readonly subject: string },
  commit: () => Promise<Result>,
): Promise<Result> {
  const fault = await takeFault(database, call);
  switch (fault?.kind) {
    case undefined:
      return commit();
    case 'refuse':
      throw new ToolError(
        `${call.tool} was refused by the shop. Nothing was changed; this fault was set on purpose.`,
      );
    case 'fail':
      throw new TransientToolError(
        `${call.tool} failed in passing, nothing was changed; try again. This fault was set on purpose.`,
      );
    case 'commit-late':
      await sleep(fault.delayMs);
      return commit();
    case 'lose-answer':
      await commit();
      throw lostAnswer(call.tool);
    case 'hold-before-commit':
      return neverAnswer();
    case 'hold-after-commit':
      await commit();
      return neverAnswer();
  }
}

/** What a caller sees whose connection breaks before the answer: it cannot tell whether the change was made. */
export function lostAnswer(tool: string): Error {
  const message = `The connection broke before ${tool} was answered, so it is not known whether it took effect; look before repeating it. This fault was set on purpose.`;
  return Object.assign(new Error(message), { code: 'ECONNRESET' });
}

/** Wait for good, and keep the process alive for whoever will kill it. */
export function neverAnswer(): Promise<never> {
  return new Promise(() => setInterval(() => {}, 60_000));
}
