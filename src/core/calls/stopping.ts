import type { RunState } from '../run/run-state.ts';
import { cancelledAnswer, leftUnknownAnswer, timeUpAnswer } from './answers.ts';
import type { Call, CallAnswer } from './call.ts';

/** Nothing new begins any more: the run is cancelled, or its time is up. What was begun is brought to a close. */
export function isStopping({ cancel, timeUp }: Pick<RunState, 'cancel' | 'timeUp'>): boolean {
  return cancel !== undefined || timeUp === true;
}

/** What the model would read of a call that a stopping run does not make. */
export function stoppedAnswer({ cancel }: Pick<RunState, 'cancel'>): CallAnswer {
  return cancel ? cancelledAnswer : timeUpAnswer;
}

/** What stands for a call that may have acted, where a stopping run finds nobody who can tell. */
export function leftUnknown({ cancel }: Pick<RunState, 'cancel'>, { tool, lastFailure }: Call): CallAnswer {
  return leftUnknownAnswer(
    tool,
    cancel ? 'The run was cancelled' : 'The time of the run was up',
    lastFailure,
  );
}
