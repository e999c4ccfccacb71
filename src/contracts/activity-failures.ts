import { failureTypes } from '../core/values/failure-types.ts';

/** What a timeout, a cancellation and a failure without a type of its own mean, by kind of activity. */
export interface FailureNames {
  readonly timedOut: string;
  readonly cancelled: string;
  readonly other: string;
}

export const activityFailures = {
  'open-run': {
    timedOut: failureTypes.modelUnexpected,
    cancelled: failureTypes.modelUnexpected,
    other: failureTypes.modelUnexpected,
  },
  'call-model': {
    timedOut: failureTypes.modelBillUnknown,
    cancelled: failureTypes.modelAborted,
    other: failureTypes.modelUnexpected,
  },
  'run-tool': {
    timedOut: failureTypes.toolTimedOut,
    cancelled: failureTypes.toolUnexpected,
    other: failureTypes.toolUnexpected,
  },
  look: {
    timedOut: failureTypes.toolTimedOut,
    cancelled: failureTypes.toolUnexpected,
    other: failureTypes.toolUnexpected,
  },
  undo: {
    timedOut: failureTypes.toolTimedOut,
    cancelled: failureTypes.toolUnexpected,
    other: failureTypes.toolUnexpected,
  },
} as const satisfies Record<string, FailureNames>;
