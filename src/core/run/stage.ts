import { isAnswered, isUnderWay, waitsForRetry } from '../calls/call.ts';
import { waitsForAPerson } from '../effects/waits-for-a-person.ts';
import { isSettling, isUndoing } from '../undo/undo-state.ts';
import { lackingOfWorkers } from './on-unserved.ts';
import type { RunState } from './run-state.ts';

/** Where a run stands; derived, never stored. */
export type Stage = 'opening' | 'thinking' | 'acting' | 'awaiting-user' | 'closed';

export function stageOf(state: RunState): Stage {
  if (state.outcome) return 'closed';
  if (!state.charter) return 'opening';
  if (state.modelCall) return 'thinking';
  if (state.calls.length > 0) return 'acting';
  return isUsersTurn(state) ? 'awaiting-user' : 'thinking';
}

/** Nothing is under way: no activity of the run is open. */
export function isIdle(state: RunState): boolean {
  return (
    state.opening !== 'started' &&
    state.modelCall === undefined &&
    !state.undos.current?.underWay.length &&
    !isSettling(state.undos) &&
    !state.calls.some(isUnderWay)
  );
}

/** The transcript ends in an answer, or in a question to the user, and no message waits. */
export function isUsersTurn(state: RunState): boolean {
  if (state.inbox.length > 0 || state.calls.length > 0) return false;
  const last = state.transcript.messages.at(-1);
  return state.question !== undefined || last === undefined || last.role === 'assistant';
}

/** Only a person can move the run on. */
export function isWaitingForPeople(state: RunState): boolean {
  if (state.outcome || !isIdle(state) || isUndoing(state.undos)) return false;
  if (state.paused) return true;
  if (lackingOfWorkers(state).length > 0) return false;
  const stage = stageOf(state);
  if (stage === 'awaiting-user') return true;
  const open = state.calls.filter((call) => !isAnswered(call));
  // What else is open may only be held up behind a call that waits for a person.
  return (
    stage === 'acting' &&
    open.some(waitsForAPerson) &&
    !open.some(
      (call) =>
        (call.progress.state === 'settling' && call.progress.by === 'probe') ||
        waitsForRetry(call, state.nowMs),
    )
  );
}
