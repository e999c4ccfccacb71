import { boundedText } from './bounded-text.ts';
import { failureTypes } from './failure-types.ts';
import { textBounds } from './text-bounds.ts';

/** A failure as plain data: what an activity's `ApplicationFailure` becomes once it is in the run's state. */
export interface Failure {
  /** One of `failureTypes`. */
  readonly type: string;
  readonly message: string;
  readonly retryable: boolean;
  readonly attempts?: number;
  /** Least wait before the next attempt, as the other side asked. */
  readonly retryAfterMs?: number;
  /** It passes by itself: whoever it is about is worth waiting for. What it cost, its type says. */
  readonly passing?: true;
  /** How long its attempts ran, as far as somebody could say. */
  readonly tookMs?: number;
  /** Its worker was lost or shut down: the last attempt came to no end of its own. */
  readonly lost?: true;
}

/** No worker that has what it takes took it: nothing was tried. */
export function wasNotTaken(failure: Pick<Failure, 'type'>): boolean {
  return wasGivenBack(failure) || failure.type === failureTypes.notTaken;
}

/** The worker that took it lacked what it takes; or what its run did before a reset is not read. */
export function wasGivenBack({ type }: Pick<Failure, 'type'>): boolean {
  return givenBack.includes(type);
}

const givenBack: readonly string[] = [
  failureTypes.workerLacks,
  failureTypes.pastUnread,
  failureTypes.pastUnknown,
];

/** The same with its texts in bounds, whoever wrote them. */
export function boundedFailure(failure: Failure): Failure {
  return {
    ...failure,
    type: boundedText(failure.type, textBounds.name),
    message: boundedText(failure.message, textBounds.failure),
  };
}
