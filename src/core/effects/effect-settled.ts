import { given } from '../values/given.ts';
import type { Json } from '../values/json.ts';
import { type LedgerEntry, setEffectState } from './effect.ts';

/** A person told whether an effect is in the world. */
export interface EffectSettled {
  readonly type: 'effect-settled';
  readonly id: string;
  readonly outcome: 'applied' | 'absent';
  readonly output?: Json;
  readonly by: string;
}

/** Enter a person's word in the ledger: an undo that went wrong and left nothing was made good by hand. */
export function settleByPerson(
  ledger: readonly LedgerEntry[],
  { id, outcome, output }: EffectSettled,
): readonly LedgerEntry[] {
  const entry = ledger.find((one) => one.id === id);
  if (!entry) return ledger;
  if (outcome === 'absent')
    return setEffectState(ledger, id, { state: entry.state === 'unknown' ? 'absent' : 'undone' });
  return setEffectState(ledger, id, { state: 'applied', ...given({ output }) });
}
