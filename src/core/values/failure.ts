/** A failure as plain data: what an activity's `ApplicationFailure` becomes once it is in the run's state. */
export interface Failure {
  /** One of `failureTypes`. */
  readonly type: string;
  readonly message: string;
  readonly retryable: boolean;
  readonly attempts?: number;
}
