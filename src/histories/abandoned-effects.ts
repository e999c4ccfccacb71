import { numberEffects } from '../core/calls/step-numbers.ts';
import type { EffectState, LedgerEntry } from '../core/effects/effect.ts';
import { withoutIntent } from '../core/view/view-of-broken-run.ts';
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
 * ended is unknown.
 */
export function abandonedEffects({ abandoned }: Pick<Executions, 'abandoned'>): readonly AbandonedEffect[] {
  const found = new Map<string, AbandonedEffect>();
  for (const { runId, projection } of abandoned) {
    const entries = projection.state ? numberEffects(projection.state).map(withoutIntent) : [];
    for (const entry of entries) {
      const before = found.get(entry.idempotencyKey);
      if (!before) found.set(entry.idempotencyKey, { runId, entry });
      else if (knowsBetter(entry, before.entry))
        found.set(entry.idempotencyKey, { runId: before.runId, entry });
    }
  }
  return [...found.values()];
}

/** Whether one ledger tells more of the same effect than another does. */
export function knowsBetter(a: Pick<LedgerEntry, 'state'>, b: Pick<LedgerEntry, 'state'>): boolean {
  return rank[a.state] > rank[b.state];
}

/** Once undone, an effect stays so: what would make it anew has another key. */
const rank: Readonly<Record<EffectState, number>> = {
  intended: 0,
  absent: 1,
  unknown: 2,
  applied: 3,
  conflict: 4,
  'undo-failed': 5,
  undone: 6,
};
