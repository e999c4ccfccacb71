import type { Client } from '@temporalio/client';
import type { FailureNames } from '../../contracts/activity-failures.ts';
import type { Failure } from '../../core/values/failure.ts';
import { failureTypes } from '../../core/values/failure-types.ts';
import { decodeFirst } from './decode-payload.ts';
import type { HistoryEvent, TemporalFailure } from './history-event.ts';

/** Temporal's numbers of timeout types, in the words that a run uses for them. */
const timeoutNames: Readonly<Record<number, string>> = {
  1: 'start_to_close',
  2: 'schedule_to_start',
  3: 'schedule_to_close',
  4: 'heartbeat',
};

/**
 * Read how an activity failed from the event that ended it, in the same words as the run reads it.
 *
 * Undefined for an event that is no such end.
 */
export async function readActivityFailure(
  client: Client,
  event: HistoryEvent,
  names: FailureNames,
): Promise<Failure | undefined> {
  if (event.activityTaskCanceledEventAttributes) {
    return { type: names.cancelled, message: 'cancelled on purpose', retryable: false };
  }
  const { failure } =
    event.activityTaskFailedEventAttributes ??
    event.activityTaskTimedOutEventAttributes ??
    event.markerRecordedEventAttributes ??
    {};
  return failure ? fromFailure(client, failure, names) : undefined;
}

async function fromFailure(client: Client, failure: TemporalFailure, names: FailureNames): Promise<Failure> {
  if (failure.canceledFailureInfo) {
    return { type: names.cancelled, message: 'cancelled on purpose', retryable: false };
  }
  const { applicationFailureInfo: application, timeoutFailureInfo: timeout } = failure;
  if (timeout) {
    const kind = timeoutNames[Number(timeout.timeoutType)] ?? 'timeout';
    return { type: names.timedOut, message: `no answer in time (${kind})`, retryable: false };
  }
  const message = failure.message ?? '';
  if (!application) return { type: names.other, message, retryable: false };
  if (application.type === failureTypes.workerLost) {
    return { type: names.timedOut, message: 'no answer: its worker was lost', retryable: false };
  }
  const attempts = attemptOf(await decodeFirst(client, application.details?.payloads));
  return {
    type: application.type || names.other,
    message,
    retryable: application.nonRetryable !== true,
    ...(attempts === undefined ? {} : { attempts }),
  };
}

function attemptOf(detail: unknown): number | undefined {
  const { attempt } = (detail ?? {}) as { attempt?: unknown };
  return typeof attempt === 'number' ? attempt : undefined;
}
