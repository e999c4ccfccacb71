import type { RunEvent } from '../run/run-event.ts';
import type { RunState } from '../run/run-state.ts';
import { takenBack } from '../run/taken-back.ts';
import { undoOfRunAgain } from '../undo/undo-of-run.ts';

/**
 * Whether a step goes on: a worker lacked what it takes, or was lost with a look or a compensation, the model's provider
 * is waited for, or what the run did before a reset is to be read first.
 */
export function stepGoesOn(state: RunState | undefined, event: RunEvent): boolean {
  if (!state) return false;
  const timed = atItsTime(state, event);
  return takenBack(timed, event) !== undefined || undoOfRunAgain(timed, event) !== undefined;
}

/** The run judges by its clock as the event comes. */
function atItsTime(state: RunState, { atMs }: RunEvent): RunState {
  return { ...state, nowMs: Math.max(state.nowMs, atMs) };
}
