import type { LedgerEntry } from '../effects/effect.ts';
import type { RunState } from '../run/run-state.ts';
import { type Call, isAnswered } from './call.ts';

type Numbered = Pick<RunState, 'calls' | 'counters' | 'effects' | 'turn'>;

/**
 * Number the effects of the turn as the trace does: model calls, then the calls in the model's order that were dispatched,
 * or may yet be. Numbers are certain when the turn is over.
 */
export function numberEffects({ calls, counters, effects, turn }: Numbered): readonly LedgerEntry[] {
  if (!effects.some((effect) => effect.turn === turn)) return effects;
  const counted = calls.filter(countsAsStep);
  const before = counters.modelCalls + counters.toolCalls - counted.filter(wasDispatched).length;
  return effects.map((effect) => {
    const position = counted.findIndex(({ id }) => id === effect.id);
    return position === -1 ? effect : { ...effect, stepNumber: before + position + 1 };
  });
}

/** Number of the last step so far; 0 before the first. */
export function lastStep({ calls, counters }: Pick<Numbered, 'calls' | 'counters'>): number {
  const yetToCome = calls.filter((call) => countsAsStep(call) && !wasDispatched(call));
  return counters.modelCalls + counters.toolCalls + yetToCome.length;
}

/** A call that still may be dispatched holds its number while it is open. */
function countsAsStep(call: Call): boolean {
  return wasDispatched(call) || !isAnswered(call);
}

function wasDispatched({ dispatches }: Call): boolean {
  return dispatches > 0;
}
