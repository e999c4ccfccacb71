import { Context } from '@temporalio/activity';
import { ApplicationFailure, ApplicationFailureCategory, type RetryPolicy } from '@temporalio/common';
import { boundedText } from '../../core/values/bounded-text.ts';
import type { FailureType } from '../../core/values/failure-types.ts';
import { given } from '../../core/values/given.ts';
import { textBounds } from '../../core/values/text-bounds.ts';
import { readField } from '../../tools/errors/transient-shape.ts';
import { attemptsTookMs } from '../attempt-clock.ts';
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
  /** The attempt came to no end of its own: its worker shuts down. It is not counted in `attempt`. */
  readonly lost?: true;
  /** It passes by itself and cost nothing: the run may wait for it, for longer than an activity does. */
  readonly passing?: boolean;
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
 * `details[0]` is one small versioned object. Retries get jitter here, a tenth around what the activity's policy
 * says, since Temporal's policies have none.
 */
export function toApplicationFailure(
  problem: ActivityProblem,
  policy: RetryPolicy | undefined = policyOfActivity(),
  random: () => number = Math.random,
): ApplicationFailure {
  const { type, message, retryable, attempt, callId, retryAfterMs, lost, passing, throttled, cause } =
    problem;
  const nextRetryDelay = retryable ? retryDelayMs(attempt, retryAfterMs, policy, random) : undefined;
  const failure = ApplicationFailure.create({
    type,
    message: boundedText(message, textBounds.failure),
    nonRetryable: !retryable,
    details: [
      {
        schema: 'holdfast.failure/v1',
        attempt,
        ...given({ callId, retryAfterMs, tookMs: tookMsOfActivity() }),
        ...(lost ? { lost } : {}),
        ...(passing ? { passing } : {}),
      },
    ],
    ...given({ nextRetryDelay }),
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

/** Undefined where nothing is known of the policy: Temporal goes by it then. */
function retryDelayMs(
  attempt: number,
  retryAfterMs: number | undefined,
  policy: RetryPolicy | undefined,
  random: () => number,
): number | undefined {
  // What the server tells is in milliseconds.
  const first = Number(policy?.initialInterval);
  if (!policy || Number.isNaN(first)) return retryAfterMs;
  const most = Number(policy.maximumInterval ?? Number.POSITIVE_INFINITY);
  const declaredMs = Math.min(most, first * (policy.backoffCoefficient ?? 2) ** (attempt - 1));
  return Math.max(Math.round(declaredMs * (0.9 + 0.2 * random())), retryAfterMs ?? 0);
}

function tookMsOfActivity(): number | undefined {
  try {
    return attemptsTookMs(Context.current());
  } catch {
    return undefined;
  }
}

function policyOfActivity(): RetryPolicy | undefined {
  try {
    return Context.current().info.retryPolicy;
  } catch {
    return undefined;
  }
}
