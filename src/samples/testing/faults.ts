import { randomUUID } from 'node:crypto';
import type { Kysely } from 'kysely';
import type { GatedCall } from '../retail/world/call-gate.ts';
import type { RetailWorld } from '../retail/world/retail-world.ts';
import type { WorldTables } from '../retail/world/world-tables.ts';
import { withFaultTables } from './fault-tables.ts';

/**
 * What a call of the sample world suffers on demand, where the world was opened with `underFaults` as its gate:
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
  /** As in `GatedCall`. */
  readonly tool: string;
  readonly kind: FaultKind;
  /** How many calls suffer it; default 1. */
  readonly times?: number;
  /** Of `commit-late`; default 1,000. */
  readonly delayMs?: number;
}

/** One call that suffered a fault, and in which process. */
export interface FaultStrike extends GatedCall {
  readonly kind: FaultKind;
  readonly pid: number;
}

/** A world whose faults are meant, in whatever process it is open. */
export type FaultyWorld = Pick<RetailWorld, 'connect'>;

/** Let the next calls of a tool suffer, in whatever process they run. */
export async function setFault(world: FaultyWorld, fault: Fault): Promise<void> {
  const { tool, kind, times = 1, delayMs = 1_000 } = fault;
  const database = await withFaultTables(await world.connect());
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
export async function clearFaults(world: FaultyWorld): Promise<void> {
  const database = await withFaultTables(await world.connect());
  await database.deleteFrom('faults').execute();
}

/** List which calls suffered, oldest first. Written before the call goes on, so that a held process can be found. */
export async function listFaultStrikes(world: FaultyWorld): Promise<FaultStrike[]> {
  const database = await withFaultTables(await world.connect());
  const rows = await database
    .selectFrom('fault_strikes')
    .select(['tool', 'kind', 'subject', 'pid'])
    .orderBy('struck_at')
    .execute();
  return rows.map((row) => ({ ...row, kind: row.kind as FaultKind }));
}

/** Take the oldest fault that waits for a call of this tool, if there is one. Each is taken as often as it was set to. */
export async function takeFault(
  connected: Kysely<WorldTables>,
  { tool, subject }: GatedCall,
): Promise<Required<Pick<Fault, 'kind' | 'delayMs'>> | undefined> {
  const database = await withFaultTables(connected);
  const waiting = database
    .selectFrom('faults')
    .select(['id', 'kind', 'delay_ms'])
    .where('tool', '=', tool)
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
      const struck_at = new Date().toISOString();
      await transaction
        .insertInto('fault_strikes')
        .values({ tool, subject, kind: fault.kind, pid: process.pid, struck_at })
        .execute();
      return true;
    });
    if (taken) return { kind: fault.kind as FaultKind, delayMs: fault.delay_ms };
  }
}
