import { type Effect, effectOf, type LedgerEntry } from '../../core/effects/effect.ts';
import { historySource } from '../../histories/history-source.ts';
import { asUndosLeft, type LaterUndo, readUndos } from '../../histories/told-undo.ts';
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
  later: LaterUndo,
): readonly Entry[] {
  if (later.changed.length === 0 && !later.isPartly) return effects;
  return effects.map((effect) => {
    if (isEntry(effect)) return asUndosLeft(effect, later);
    const now = effect.state === 'undone' ? undefined : later.changed.find(({ id }) => effect.id === id);
    return now ? ({ ...effectOf(now), id: effect.id } as Entry) : effect;
  });
}

function isEntry<Entry extends Effect>(effect: Entry): effect is Entry & LedgerEntry {
  return 'idempotencyKey' in effect;
}
