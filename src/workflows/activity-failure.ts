import { ActivityFailure, ApplicationFailure, CancelledFailure, TimeoutFailure } from '@temporalio/workflow';
import type { ToldFailure } from '../core/commands/activity-failure.ts';

/** Tell what an activity threw as plain data. */
export function toldByError(error: unknown): ToldFailure {
  const cause = error instanceof ActivityFailure ? error.cause : error;
  if (cause instanceof ApplicationFailure) {
    const { type, message, nonRetryable, details } = cause;
    return { kind: 'application', type, message, nonRetryable: nonRetryable === true, detail: details?.[0] };
  }
  if (cause instanceof TimeoutFailure)
    return { kind: 'timeout', timeout: cause.timeoutType, detail: cause.lastHeartbeatDetails };
  if (cause instanceof CancelledFailure) return { kind: 'cancelled', detail: cause.details?.[0] };
  return { kind: 'other', message: cause instanceof Error ? cause.message : String(cause) };
}
