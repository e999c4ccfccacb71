import type { LedgerEntry } from '../core/effects/effect.ts';
import { knownByBoth } from '../core/effects/known-twice.ts';
import { ledgerAtEnd } from '../core/undo/cut-off-undo.ts';
import type { Executions } from './abandoned-executions.ts';

/** An effect of an execution that a reset left behind. */
export interface AbandonedEffect {
  readonly runId: string;
  readonly entry: LedgerEntry;
}

/**
 * The effects of abandoned executions, each once, by its key: executions share what came before their resets.
 *
 * What one of them knows better goes: a reset may have cut off what another learned later. What was under way when it
 * ended is unknown, and an undo that was out has failed and may have gone through.
 */
export function abandonedEffects({ abandoned }: Pick<Executions, 'abandoned'>): readonly AbandonedEffect[] {
  const found = new Map<string, AbandonedEffect>();
  for (const { runId, projection } of abandoned) {
    for (const entry of projection.state ? ledgerAtEnd(projection.state) : []) {
      const before = found.get(entry.idempotencyKey);
      found.set(
        entry.idempotencyKey,
        before ? { ...before, entry: knownByBoth(before.entry, entry) } : { runId, entry },
      );
    }
  }
  return [...found.values()];
}
