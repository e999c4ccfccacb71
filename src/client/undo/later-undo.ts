import { type Effect, effectOf } from '../../core/effects/effect.ts';
import { given } from '../../core/values/given.ts';
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
    if (!('arguments' in effect)) return { ...effectOf(now), id: effect.id } as Entry;
    const { state, output, settled } = now;
    return { ...effect, ...given({ output, settled }), state };
  });
}
