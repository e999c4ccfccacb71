import { type LedgerEntry, settledState, settleEffect } from '../effects/effect.ts';
import type { RunState } from '../run/run-state.ts';
import type { Json } from '../values/json.ts';
import { settleAbsent, settleApplied } from './settling.ts';

/** A person told whether an effect is in the world. */
export interface EffectSettled {
  readonly type: 'effect-settled';
  readonly id: string;
  readonly outcome: 'applied' | 'absent';
  readonly output?: Json;
  readonly by: string;
}

/** Take in the truth about an unknown effect, or about one whose undo went wrong, from a person. */
export function onEffectSettled(state: RunState, { id, outcome, output }: EffectSettled): RunState {
  const call = state.calls.find((one) => one.id === id);
  if (call?.progress.state !== 'settling') return settleUndo(state, id, outcome);
  if (call.progress.by !== 'person') return state;
  return outcome === 'applied' ? settleApplied(state, call, output) : settleAbsent(state, call, false);
}

/** A person tells what became of an effect whose undo went wrong: reversed by hand, or left in the world. */
function settleUndo(state: RunState, id: string, outcome: 'applied' | 'absent'): RunState {
  const entry = state.effects.find((effect) => effect.id === id);
  if (!entry || !awaitsSettling(entry)) return state;
  return { ...state, effects: settleEffect(state.effects, id, settledState(entry, outcome)) };
}

/** The undo of this effect failed or met a conflict, and nobody has told how it ended. */
export function awaitsSettling({ state }: Pick<LedgerEntry, 'state'>): boolean {
  return state === 'undo-failed' || state === 'conflict';
}
