/** A failure as plain data: what an activity's `ApplicationFailure` becomes once it is in the run's state. */
export interface Failure {
  /** One of `failureTypes`. */
  readonly type: string;
  readonly message: string;
  readonly retryable: boolean;
  readonly attempts?: number;
  /** Least wait before the next attempt, as the other side asked. */
  readonly retryAfterMs?: number;
  /** Its worker was lost or shut down: the last attempt came to no end of its own. */
  readonly lost?: true;
}
