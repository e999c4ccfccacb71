import type { RunState } from '../run/run-state.ts';
import { settleAbsent, settleApplied } from './settling.ts';

/** Answer a call whose effect was settled in the ledger, where its turn still waits for that. */
export function answerSettled(state: RunState, id: string): RunState {
  const call = state.calls.find((one) => one.id === id);
  const entry = state.effects.find((one) => one.id === id);
  if (call?.progress.state !== 'settling' || entry?.settled === undefined || entry.state === 'unknown')
    return state;
  return entry.settled.outcome === 'applied'
    ? settleApplied(state, call, entry.output)
    : settleAbsent(state, call, false);
}
