import { given } from '../values/given.ts';
import type { Json } from '../values/json.ts';
import type { EffectSettlement, LedgerEntry } from './effect.ts';
import { setEffectState } from './effect.ts';

/** What a person says became of an effect: that it is in the world, or that it is not. */
export type SettledOutcome = EffectSettlement['outcome'];

/** A person told whether an effect is in the world; what they say may have to be checked before it counts. */
export interface EffectSettled {
  readonly type: 'effect-settled';
  readonly id: string;
  /** Absent only with `probe`: then as the probe finds. */
  readonly outcome?: SettledOutcome;
  /** What the tool returned, as the person says. */
  readonly output?: Json;
  /** The tool's probe is to look, and to tell what the tool returned. */
  readonly probe?: true;
  readonly by: string;
}

/** A person asked the tool's probe to look again, and says nothing of the effect. */
export interface ProbeRequested {
  readonly type: 'probe-requested';
  readonly id: string;
  readonly by: string;
}

/** Enter in the ledger what became of an effect: an undo that went wrong and left nothing was made good by hand. */
export function settleEntry(
  ledger: readonly LedgerEntry[],
  { id, output }: { readonly id: string; readonly output?: Json | undefined },
  settled: NonNullable<LedgerEntry['settled']>,
): readonly LedgerEntry[] {
  const entry = ledger.find((one) => one.id === id);
  if (!entry) return ledger;
  return settled.outcome === 'absent'
    ? setEffectState(ledger, id, { state: entry.state === 'unknown' ? 'absent' : 'undone', settled })
    : setEffectState(ledger, id, { state: 'applied', ...given({ output }), settled });
}
