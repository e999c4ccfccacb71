import type { LedgerEntry } from '../effects/effect.ts';
import type { RunState } from '../run/run-state.ts';
import { countsAsStep, numberSteps, stepCount, stepsBeforeCalls } from '../steps/steps.ts';
import { type Call, isAnswered } from './call.ts';

type Numbered = Pick<RunState, 'calls' | 'counters' | 'effects' | 'turn'>;

/** Give the effects of the turn the numbers that their calls have in the trace. They are certain when the turn is over. */
export function numberEffects({ calls, counters, effects, turn }: Numbered): readonly LedgerEntry[] {
  if (!effects.some((effect) => effect.turn === turn)) return effects;
  const numbers = numberSteps(calls, stepsBeforeCalls(counters, calls), holdsANumber);
  const ofCalls = new Map([...numbers].map(([{ id }, stepNumber]) => [id, stepNumber]));
  return effects.map((effect) => {
    const stepNumber = ofCalls.get(effect.id);
    return stepNumber === undefined ? effect : { ...effect, stepNumber };
  });
}

/** Number of the last step so far; 0 before the first. */
export function lastStep({ calls, counters }: Pick<Numbered, 'calls' | 'counters'>): number {
  const yetToCome = calls.filter((call) => holdsANumber(call) && !countsAsStep(call));
  return stepCount(counters) + yetToCome.length;
}

/** A call that still may be dispatched holds its number while it is open. */
function holdsANumber(call: Call): boolean {
  return countsAsStep(call) || !isAnswered(call);
}
