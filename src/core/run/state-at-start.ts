import { failureTypes } from '../values/failure-types.ts';
import { completeState } from './complete-history.ts';
import { evolve } from './evolve.ts';
import type { RunStart } from './run-start.ts';
import { initialState, type RunIdentity, type RunState } from './run-state.ts';

/** The state that an execution begins in. One that was started with what cannot be run is closed, and says why. */
export function stateAtStart({ task, carried, fault }: RunStart, identity: RunIdentity): RunState {
  const state = carried ? completeState(carried) : initialState(task, identity);
  if (fault === undefined) return state;
  const failure = { type: failureTypes.taskInvalid, message: fault, retryable: false };
  return evolve(state, { type: 'run-opening-failed', atMs: identity.startedAtMs, failure });
}
