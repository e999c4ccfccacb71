import type { ActivityEnd } from '../commands/activity.ts';
import { isUndoFact } from '../commands/undo-fact.ts';
import { waitsForProvider } from '../model/await-provider.ts';
import { wantsPast } from '../resets/on-past-read.ts';
import { goesOutAgain } from '../run/on-unserved.ts';
import type { RunEvent } from '../run/run-event.ts';
import type { RunState } from '../run/run-state.ts';
import { type UndoTries, undoAgain } from '../undo/undo-tries.ts';

/** What a trace knows of the dispatches of one command. */
export interface Dispatched {
  /** Of a compensation. */
  readonly tool?: string;
  tries: UndoTries;
}

/** Whether a step goes on: a worker lacked what it takes, the model's provider is waited for, or a compensation was lost with its worker. Counts along. */
export function goesOn(
  state: RunState | undefined,
  dispatched: Dispatched,
  event: RunEvent,
  end: ActivityEnd,
): boolean {
  if (!isUndoFact(event)) {
    const timed = state && atItsTime(state, event);
    return (
      timed !== undefined &&
      [goesOutAgain, waitsForProvider, wantsPast].some((comesBack) => comesBack(timed, event))
    );
  }
  if (end.kind !== 'failed') return false;
  const policy = event.type === 'undo-ended' ? state?.charter?.tools[dispatched.tool ?? ''] : undefined;
  const again = undoAgain(end.failure, dispatched.tries, policy);
  if (again) dispatched.tries = again.tries;
  return again !== undefined;
}

/** The run judges by its clock as the event comes. */
function atItsTime(state: RunState, { atMs }: RunEvent): RunState {
  return { ...state, nowMs: Math.max(state.nowMs, atMs) };
}
