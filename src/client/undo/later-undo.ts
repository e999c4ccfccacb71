import type { Effect } from '../../core/effects/effect.ts';
import { historySource } from '../../histories/history-source.ts';
import { type LaterUndo, readUndos } from '../../histories/told-undo.ts';
import { requestTemporal, type TemporalAccess } from '../connection/temporal-access.ts';

/** Read what undos made of a run's effects, from their histories alone: no worker is needed. */
export function readLaterUndo(access: TemporalAccess, run: string): Promise<LaterUndo> {
  return requestTemporal(access, { run }, () =>
    readUndos(historySource(access.client, access.namespace), run),
  );
}

/**
 * Tell effects as later undos left them.
 *
 * What users see of an effect has no key: by its id it is known where no reset has made another of that id.
 */
export function withLaterUndo<Entry extends Effect>(
  effects: readonly Entry[],
  { changed }: LaterUndo,
): readonly Entry[] {
  if (changed.length === 0) return effects;
  return effects.map((effect) => {
    if (effect.state === 'undone') return effect;
    const now = changed.find(({ id, idempotencyKey }) =>
      'idempotencyKey' in effect ? effect.idempotencyKey === idempotencyKey : effect.id === id,
    );
    if (!now) return effect;
    // Outputs stand in a ledger only, not in what users see of an effect.
    const output = 'arguments' in effect && now.output !== undefined ? { output: now.output } : {};
    return { ...effect, ...output, state: now.state };
  });
}
