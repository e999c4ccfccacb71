import type { FailureType } from '../../core/values/failure-types.ts';

/** What a failed model call means for a retry, a bill and a person. */
export interface ModelErrorClass {
  readonly type: FailureType;
  /** What was attempted, on which model, what the provider said (at most 300 characters), what to do next. */
  readonly message: string;
  /** True only when the call is certainly unbilled: then Temporal may try again. */
  readonly retryable: boolean;
  readonly billing: 'unbilled' | 'unknown';
  /** It passes by itself although nobody knows its bill: a gateway’s, that lost what is behind it. */
  readonly passing?: boolean;
  /** Least wait that the provider asked for, in milliseconds. */
  readonly retryAfterMs?: number;
  /** The provider is shedding load: not worth an alarm. */
  readonly throttled?: boolean;
}
