import { failureTypes } from '../values/failure-types.ts';

/** What a timeout, a cancellation and a failure without a type of its own mean for a kind of activity. */
export interface FailureNames {
  readonly timedOut: string;
  readonly cancelled: string;
  readonly other: string;
}

/** Of all that is done with a tool. */
export const toolFailures: FailureNames = {
  timedOut: failureTypes.toolTimedOut,
  cancelled: failureTypes.toolUnexpected,
  other: failureTypes.toolUnexpected,
};
