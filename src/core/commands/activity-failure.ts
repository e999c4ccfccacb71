import type { Failure } from '../values/failure.ts';
import { failureTypes } from '../values/failure-types.ts';
import { timeTold } from './time-told.ts';

/** What a timeout, a cancellation and a failure without a type of its own mean for a kind of activity. */
export interface FailureNames {
  readonly timedOut: string;
  readonly cancelled: string;
  readonly other: string;
}

/** Of all that is done with a tool. */
export const toolFailures: FailureNames = {
  timedOut: failureTypes.toolTimedOut,
  cancelled: failureTypes.toolCancelled,
  other: failureTypes.toolUnexpected,
};

/** How Temporal tells that an activity failed: a workflow by the error that it throws, a history by an event. */
export type ToldFailure =
  | {
      readonly kind: 'application';
      readonly type: string | null | undefined;
      readonly message: string;
      readonly nonRetryable: boolean;
      /** Of its details the first: of our own failures one small object that names the attempt. */
      readonly detail: unknown;
    }
  /** `detail`: of its last heartbeat; of a later attempt it names the attempt. */
  | { readonly kind: 'timeout'; readonly timeout: TimeoutName | undefined; readonly detail?: unknown }
  /** `detail`: of an attempt that was under way. */
  | { readonly kind: 'cancelled'; readonly detail?: unknown }
  | { readonly kind: 'other'; readonly message: string };

export type TimeoutName = 'START_TO_CLOSE' | 'SCHEDULE_TO_START' | 'SCHEDULE_TO_CLOSE' | 'HEARTBEAT';

/** Read a failure as plain data. The run and whoever reads its history get it from here, and so in the same words. */
export function failureOf(told: ToldFailure, names: FailureNames): Failure {
  switch (told.kind) {
    case 'application': {
      const { attempt, retryAfterMs, lost, passing, tookMs } = detailOf(told.detail);
      if (told.type === failureTypes.workerLost)
        return lostWorker(names, 'no answer: its worker was lost', attempt);
      return {
        // So Temporal's own part of a worker says that it knows no activity of this type.
        type: told.type === 'NotFoundError' ? failureTypes.workerLacks : told.type || names.other,
        message: told.message,
        retryable: !told.nonRetryable,
        ...(typeof attempt === 'number' ? { attempts: attempt } : {}),
        ...(typeof retryAfterMs === 'number' ? { retryAfterMs } : {}),
        ...(lost === true ? { lost } : {}),
        ...(passing === true ? { passing } : {}),
        ...timeTold(tookMs),
      };
    }
    case 'timeout': {
      if (told.timeout === 'SCHEDULE_TO_START') {
        const message = 'no worker took it for 15 minutes';
        return { type: failureTypes.notTaken, message, retryable: false };
      }
      const why = `no answer in time (${(told.timeout ?? 'timeout').toLowerCase()})`;
      const { attempt } = detailOf(told.detail);
      if (told.timeout === 'HEARTBEAT') return lostWorker(names, why, attempt);
      const attempts = typeof attempt === 'number' ? { attempts: attempt } : {};
      return { type: names.timedOut, message: why, retryable: false, ...attempts };
    }
    case 'cancelled':
      return {
        type: names.cancelled,
        message: 'cancelled on purpose',
        retryable: false,
        ...timeTold(detailOf(told.detail).tookMs),
      };
    case 'other':
      return { type: names.other, message: told.message, retryable: false };
  }
}

/** The attempt that was lost came to no end; those before it did. */
function lostWorker({ timedOut }: FailureNames, message: string, attempt: unknown): Failure {
  const attempts = typeof attempt === 'number' ? { attempts: attempt - 1 } : {};
  return { type: timedOut, message, retryable: false, lost: true, ...attempts };
}

function detailOf(detail: unknown): {
  readonly attempt?: unknown;
  readonly retryAfterMs?: unknown;
  readonly lost?: unknown;
  readonly passing?: unknown;
  readonly tookMs?: unknown;
} {
  return (detail ?? {}) as object;
}
