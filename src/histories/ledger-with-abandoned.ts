import type { CharterTool } from '../core/charter/charter.ts';
import type { LedgerEntry } from '../core/effects/effect.ts';
import { knownWithLeft } from '../core/effects/known-twice.ts';
import { idInExecution } from '../core/ids/ids.ts';
import { abandonedEffects } from './abandoned-effects.ts';
import { type Executions, toldSinceReset } from './abandoned-executions.ts';

/**
 * A run's ledger with what executions made that resets left behind: first what it shares with them, then theirs, then
 * its own since.
 *
 * An effect of theirs alone has the id `<run id>:<call>`: the run may have given the call's id to another since.
 */
export function withAbandoned(
  own: readonly LedgerEntry[],
  executions: Pick<Executions, 'own' | 'abandoned'>,
): readonly LedgerEntry[] {
  const abandoned = abandonedEffects(executions);
  const theirs = new Map(abandoned.map(({ entry }) => [entry.idempotencyKey, entry]));
  const isOwn = new Set(own.map(({ idempotencyKey }) => idempotencyKey));
  const told = new Set(toldSinceReset(executions));
  const known = own.map((entry) => {
    const other = theirs.get(entry.idempotencyKey);
    return other ? knownWithLeft(entry, other, told.has(entry.id)) : entry;
  });
  const isShared = ({ idempotencyKey }: LedgerEntry): boolean => theirs.has(idempotencyKey);
  return [
    ...known.filter(isShared),
    ...abandoned
      .filter(({ entry }) => !isOwn.has(entry.idempotencyKey))
      .map(({ runId, entry }) => ({ ...entry, id: idInExecution(runId, entry.id), abandonedIn: runId })),
    ...known.filter((entry) => !isShared(entry)),
  ];
}

/** The tools that abandoned executions went by. */
export function abandonedTools({
  abandoned,
}: Pick<Executions, 'abandoned'>): Readonly<Record<string, CharterTool>> {
  return Object.assign({}, ...abandoned.map(({ projection }) => projection.state?.charter?.tools ?? {}));
}
