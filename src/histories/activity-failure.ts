import type { LoadedDataConverter } from '@temporalio/common';
import type { TimeoutName, ToldFailure } from '../core/commands/activity-failure.ts';
import { decodeFirst } from './decode-payload.ts';
import type { HistoryEvent } from './history-event.ts';

/** Temporal's numbers of timeout types. */
const timeouts: Readonly<Record<number, TimeoutName>> = {
  1: 'START_TO_CLOSE',
  2: 'SCHEDULE_TO_START',
  3: 'SCHEDULE_TO_CLOSE',
  4: 'HEARTBEAT',
};

/** Tell how an activity failed from the event that ended it; undefined for an event that is no such end. */
export async function toldByEvent(
  converter: LoadedDataConverter,
  event: HistoryEvent,
): Promise<ToldFailure | undefined> {
  const cancelled = event.activityTaskCanceledEventAttributes;
  if (cancelled) {
    return { kind: 'cancelled', detail: await decodeFirst(converter, cancelled.details?.payloads) };
  }
  const { failure } =
    event.activityTaskFailedEventAttributes ??
    event.activityTaskTimedOutEventAttributes ??
    event.markerRecordedEventAttributes ??
    {};
  if (!failure) return undefined;
  const { canceledFailureInfo, timeoutFailureInfo, applicationFailureInfo } = failure;
  if (canceledFailureInfo) return { kind: 'cancelled' };
  if (timeoutFailureInfo) {
    return {
      kind: 'timeout',
      timeout: timeouts[Number(timeoutFailureInfo.timeoutType)],
      detail: await decodeFirst(converter, timeoutFailureInfo.lastHeartbeatDetails?.payloads),
    };
  }
  const message = failure.message ?? '';
  if (!applicationFailureInfo) return { kind: 'other', message };
  const { type, nonRetryable, details } = applicationFailureInfo;
  return {
    kind: 'application',
    type,
    message,
    nonRetryable: nonRetryable === true,
    detail: await decodeFirst(converter, details?.payloads),
  };
}
