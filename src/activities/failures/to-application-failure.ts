import { ApplicationFailure, ApplicationFailureCategory } from '@temporalio/common';
import { boundedText } from '../../core/values/bounded-text.ts';
import type { FailureType } from '../../core/values/failure-types.ts';
import { textBounds } from '../../core/values/text-bounds.ts';
import { readField } from '../../tools/errors/transient-shape.ts';
import { boundedError } from './bounded-error.ts';

/** What an activity has to say about a failure, before it becomes Temporal's. */
export interface ActivityProblem {
  readonly type: FailureType;
  /** What was attempted, on what, why it failed, what to do. No keys, no prompts. */
  readonly message: string;
  readonly retryable: boolean;
  readonly attempt: number;
  /** The call that it is about; told where nothing else in history would. */
  readonly callId?: string | undefined;
  /** Least wait before the next attempt, as the other side asked. */
  readonly retryAfterMs?: number;
  /** Expected under load: not an error of anybody. */
  readonly throttled?: boolean;
  readonly cause?: unknown;
}

/** A stack begins with the message. */
const stackBound = { bytes: 8_192 };

/**
 * Turn a problem into the failure that Temporal records; nothing else in activities builds one.
 *
 * Its message, stack and chain of causes are cut and made well formed, so that it arrives as what it is: a failure that
 * is larger than the server takes loses its type, and half a surrogate pair cannot be sent at all.
 *
 * `details[0]` is one small versioned object. Retries get jitter here, since Temporal's policies have none.
 */
export function toApplicationFailure(
  problem: ActivityProblem,
  random: () => number = Math.random,
): ApplicationFailure {
  const { type, message, retryable, attempt, callId, retryAfterMs, throttled, cause } = problem;
  const failure = ApplicationFailure.create({
    type,
    message: boundedText(message, textBounds.failure),
    nonRetryable: !retryable,
    details: [{ schema: 'holdfast.failure/v1', attempt, ...(callId === undefined ? {} : { callId }) }],
    ...(retryable ? { nextRetryDelay: retryDelayMs(attempt, retryAfterMs, random) } : {}),
    ...(throttled ? { category: ApplicationFailureCategory.BENIGN } : {}),
    ...(isErrorLike(cause) ? { cause: boundedError(cause) } : {}),
  });
  failure.stack = boundedText(failure.stack ?? '', stackBound);
  return failure;
}

/** Its own text stands in the message already where it is nothing more. */
function isErrorLike(cause: unknown): boolean {
  return typeof readField(cause, 'message') === 'string' || readField(cause, 'cause') !== undefined;
}

const firstDelayMs = 250;
const longestDelayMs = 30_000;

/** Exponential with full jitter on the upper half; never sooner than asked for. */
function retryDelayMs(attempt: number, retryAfterMs: number | undefined, random: () => number): number {
  const ceiling = Math.min(longestDelayMs, firstDelayMs * 2 ** (attempt - 1));
  const jittered = Math.round(ceiling / 2 + (ceiling / 2) * random());
  return Math.max(jittered, retryAfterMs ?? 0);
}
