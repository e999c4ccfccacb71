import { Context } from '@temporalio/activity';
import { TemporalFailure } from '@temporalio/common';
import type { FailureType } from '../../core/values/failure-types.ts';
import type { ToolLog } from '../../tools/define/tool.ts';
import { boundedError } from './bounded-error.ts';
import { loggableError } from './loggable-error.ts';
import { toApplicationFailure } from './to-application-failure.ts';

type Activity = (input: never) => Promise<unknown>;

/**
 * Let an activity fail in no other way than its own failures and Temporal's: anything else that it throws is a fault of
 * ours or of a definition, told as `type` and not tried again.
 *
 * An error as it comes may be larger than Temporal takes, or of a text that cannot be encoded: the attempt would count as
 * lost, and what it did as unknown.
 */
export function onlyOwnFailures(activity: Activity, type: FailureType, log: ToolLog): Activity {
  return async function onlyOwnFailures(input: never): Promise<unknown> {
    try {
      return await activity(input);
    } catch (error) {
      if (isTemporals(error)) throw error;
      const { activityType, attempt } = Context.current().info;
      log.error({ err: loggableError(error) }, `${activityType} failed outside of what it expects`);
      throw toApplicationFailure({
        type,
        message: `${activityType} failed unexpectedly: ${boundedError(error, 0).message}`,
        retryable: false,
        attempt,
        cause: error,
      });
    }
  };
}

/** What we made of an error, and how the SDK says that an attempt was cancelled. */
function isTemporals(error: unknown): boolean {
  try {
    return error instanceof TemporalFailure;
  } catch {
    return false;
  }
}
