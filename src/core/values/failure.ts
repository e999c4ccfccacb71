import { boundedText } from './bounded-text.ts';
import { textBounds } from './text-bounds.ts';

/** A failure as plain data: what an activity's `ApplicationFailure` becomes once it is in the run's state. */
export interface Failure {
  /** One of `failureTypes`. */
  readonly type: string;
  readonly message: string;
  readonly retryable: boolean;
  readonly attempts?: number;
}

/** The same with its texts in bounds, whoever wrote them. */
export function boundedFailure(failure: Failure): Failure {
  return {
    ...failure,
    type: boundedText(failure.type, textBounds.name),
    message: boundedText(failure.message, textBounds.failure),
  };
}
