import type { Kysely } from 'kysely';
import type { WorldTables } from './world-tables.ts';

/** A call of a sample tool at the point where it takes effect. */
export interface GatedCall {
  /** A tool's name, `<tool>.undo`, or `<tool>.probe` where the tool asks a service. */
  readonly tool: string;
  /** What it is known by: the effect's key, or what a service that takes no key is asked for. */
  readonly subject: string;
}

/**
 * Stands between the calls of the sample tools and their effects, which happen when it calls `commit`.
 *
 * Where somebody wants to see what becomes of a run whose call fails, comes late or never comes back, the world is opened
 * with one of their own. `afterMs` asks a service that can to take effect that much later, whether or not anybody waits.
 */
export type CallGate = <Result>(
  call: GatedCall,
  commit: (afterMs?: number) => Promise<Result>,
  database: Kysely<WorldTables>,
) => Promise<Result>;

/** Let every call pass. */
export const openGate: CallGate = (_call, commit) => commit();
