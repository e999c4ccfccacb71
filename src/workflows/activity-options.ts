import { ActivityCancellationType, type ActivityOptions } from '@temporalio/workflow';
import type { CharterModel, CharterTool, RetryRule } from '../core/charter.ts';

/**
 * How soon a lost worker is noticed. Workers heartbeat every second, so that four seconds of a blocked event loop
 * still pass; much less would declare busy workers dead.
 */
const heartbeatTimeoutMs = 5_000;

/** Resolving a charter reads configuration and prices: short, and safe to repeat. */
export const openRunOptions: ActivityOptions = {
  startToCloseTimeout: 20_000,
  heartbeatTimeout: heartbeatTimeoutMs,
  cancellationType: ActivityCancellationType.WAIT_CANCELLATION_COMPLETED,
  retry: { maximumAttempts: 5, initialInterval: 200, backoffCoefficient: 2, maximumInterval: 5_000 },
};

/** A call that may have been billed is never repeated by Temporal: its timeouts come back to the run. */
export function modelOptions(model: CharterModel, summary: string, activityId: string): ActivityOptions {
  return {
    activityId,
    summary,
    startToCloseTimeout: model.timeoutMs,
    heartbeatTimeout: heartbeatTimeoutMs,
    cancellationType: ActivityCancellationType.WAIT_CANCELLATION_COMPLETED,
    retry: {
      ...retryOf(model.retry),
      nonRetryableErrorTypes: [
        'TemporalTimeout:StartToClose',
        'TemporalTimeout:Heartbeat',
        'PayloadsTooLarge',
      ],
    },
  };
}

/** Keyed calls and reads may be repeated after a lost answer; others are dispatched once. */
export function toolOptions(tool: CharterTool, summary: string, activityId: string): ActivityOptions {
  const repeatable = tool.effect === 'read' || tool.idempotency === 'keyed';
  return {
    activityId,
    summary,
    startToCloseTimeout: tool.timeoutMs,
    heartbeatTimeout: heartbeatTimeoutMs,
    cancellationType: ActivityCancellationType.WAIT_CANCELLATION_COMPLETED,
    retry: {
      ...retryOf(tool.retry),
      ...(repeatable ? {} : { maximumAttempts: 1 }),
      nonRetryableErrorTypes: ['PayloadsTooLarge'],
    },
  };
}

function retryOf(rule: RetryRule): NonNullable<ActivityOptions['retry']> {
  return {
    maximumAttempts: rule.maximumAttempts,
    initialInterval: rule.initialIntervalMs,
    backoffCoefficient: rule.backoffCoefficient,
    maximumInterval: rule.maximumIntervalMs,
  };
}
