import { ActivityFailure, ApplicationFailure, CancelledFailure, TimeoutFailure } from '@temporalio/workflow';
import type { FailureNames } from '../contracts/activity-failures.ts';
import type { Failure } from '../core/values/failure.ts';
import { failureTypes } from '../core/values/failure-types.ts';

/** Read an activity's failure as plain data. */
export function readActivityFailure(error: unknown, names: FailureNames): Failure {
  const cause = error instanceof ActivityFailure ? error.cause : error;
  if (cause instanceof ApplicationFailure) {
    // Nothing came back, and the call may have acted: what a timeout says.
    if (cause.type === failureTypes.workerLost) {
      return { type: names.timedOut, message: 'no answer: its worker was lost', retryable: false };
    }
    const attempts = attemptsOf(cause.details);
    return {
      type: cause.type ?? names.other,
      message: cause.message,
      retryable: !cause.nonRetryable,
      ...(attempts === undefined ? {} : { attempts }),
    };
  }
  if (cause instanceof TimeoutFailure) {
    const message = `no answer in time (${(cause.timeoutType ?? 'timeout').toLowerCase()})`;
    return { type: names.timedOut, message, retryable: false };
  }
  if (cause instanceof CancelledFailure) {
    return { type: names.cancelled, message: 'cancelled on purpose', retryable: false };
  }
  return {
    type: names.other,
    message: cause instanceof Error ? cause.message : String(cause),
    retryable: false,
  };
}

/** `details[0]` of our own failures is one small object that names the attempt. */
function attemptsOf(details: unknown): number | undefined {
  const first: unknown = Array.isArray(details) ? details[0] : undefined;
  if (typeof first !== 'object' || first === null || !('attempt' in first)) return undefined;
  return typeof first.attempt === 'number' ? first.attempt : undefined;
}
