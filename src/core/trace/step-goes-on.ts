import { waitsForProvider } from '../model/await-provider.ts';
import { wantsPast } from '../resets/on-past-read.ts';
import { goesOutAgain } from '../run/on-unserved.ts';
import type { RunEvent } from '../run/run-event.ts';
import type { RunState } from '../run/run-state.ts';
import { undoOfRunAgain } from '../undo/undo-of-run.ts';

/**
 * Whether a step goes on: a worker lacked what it takes, or was lost with a look or a compensation, the model's provider
 * is waited for, or what the run did before a reset is to be read first.
 */
export function stepGoesOn(state: RunState | undefined, event: RunEvent): boolean {
  if (!state) return false;
  const timed = atItsTime(state, event);
  return [goesOutAgain, waitsForProvider, wantsPast, undoOfRunAgain].some((comesBack) =>
    comesBack(timed, event),
  );
}

/** The run judges by its clock as the event comes. */
function atItsTime(state: RunState, { atMs }: RunEvent): RunState {
  return { ...state, nowMs: Math.max(state.nowMs, atMs) };
}
