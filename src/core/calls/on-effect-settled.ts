import type { EffectSettled } from '../effects/effect-settled.ts';
import { waitsForAPerson } from '../effects/waits-for-a-person.ts';
import type { RunState } from '../run/run-state.ts';
import { settleAbsent, settleApplied } from './settling.ts';

/** Take in from a person whether a call took effect that no probe could tell of. */
export function onEffectSettled(state: RunState, { id, outcome, output }: EffectSettled): RunState {
  const call = state.calls.find((one) => one.id === id);
  if (call?.progress.state !== 'settling' || !waitsForAPerson(call)) return state;
  return outcome === 'applied' ? settleApplied(state, call, output) : settleAbsent(state, call, false);
}
