import { numberEffects } from '../calls/step-numbers.ts';
import type { LedgerEntry } from '../effects/effect.ts';
import type { RunState } from '../run/run-state.ts';
import type { Undos } from './undo-state.ts';

/**
 * A ledger as it stands when its execution has ended: an effect whose compensation was out then is one whose undo failed,
 * and may have gone through all the same.
 */
export function withCutOffUndo(
  ledger: readonly LedgerEntry[],
  { current }: Pick<Undos, 'current'>,
): readonly LedgerEntry[] {
  const out = outOf(current);
  return out.length === 0
    ? ledger
    : ledger.map((entry) =>
        out.includes(entry.id) ? { ...entry, state: 'undo-failed', mayBeUndone: true } : entry,
      );
}

/** What a worker gave back is not out. */
function outOf(current: Undos['current']): readonly string[] {
  return current?.purpose === 'undo' && current.lacking === undefined ? current.underWay : [];
}

/** A run's effects as they stand when it was closed: nobody knows of what was under way. */
export function ledgerAtEnd(state: RunState): readonly LedgerEntry[] {
  return withCutOffUndo(numberEffects(state), state.undos).map(withoutIntent);
}

function withoutIntent(entry: LedgerEntry): LedgerEntry {
  return entry.state === 'intended' ? { ...entry, state: 'unknown' } : entry;
}
