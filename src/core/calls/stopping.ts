import type { RunState } from '../run/run-state.ts';
import { cancelledAnswer, timeUpAnswer } from './answers.ts';
import type { CallAnswer } from './call.ts';

/** Nothing new begins any more: the run is cancelled, or its time is up. What was begun is brought to a close. */
export function isStopping({ cancel, timeUp }: Pick<RunState, 'cancel' | 'timeUp'>): boolean {
  return cancel !== undefined || timeUp === true;
}

/** What the model would read of a call that a stopping run does not make. */
export function stoppedAnswer({ cancel }: Pick<RunState, 'cancel'>): CallAnswer {
  return cancel ? cancelledAnswer : timeUpAnswer;
}
