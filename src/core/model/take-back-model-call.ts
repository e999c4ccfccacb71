import type { RunState } from '../run/run-state.ts';

/** Take back that a model call was made: it cost nothing, counts for nothing, and is due again under the same id. */
export function takeBackModelCall(state: RunState): RunState {
  const { modelCall: _, ...rest } = state;
  const dispatched = state.attempts.dispatched - 1;
  return {
    ...rest,
    turn: dispatched === 0 ? state.turn - 1 : state.turn,
    attempts: { ...state.attempts, dispatched },
    counters: { ...state.counters, modelCalls: state.counters.modelCalls - 1 },
  };
}
