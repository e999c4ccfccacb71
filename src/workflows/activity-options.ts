import {
  ActivityCancellationType,
  type ActivityOptions,
  type LocalActivityOptions,
} from '@temporalio/workflow';
import type { CharterModel, CharterTool, RetryRule } from '../core/charter/charter.ts';

/**
 * How soon a lost worker is noticed. Workers heartbeat twice a second, so that three seconds of a blocked event loop
 * still pass; less would declare busy workers dead.
 */
const heartbeatTimeoutMs = 4_000;

/** `NotFoundError`: a foreign worker knows no such activity. The run sends it out again, at no cost of attempts. */
const neverAgain = ['PayloadsTooLarge', 'NotFoundError'];

/** Resolving a charter reads configuration and prices: short, and safe to repeat. */
export const openRunOptions: ActivityOptions = {
  summary: 'write down the rules of this run',
  startToCloseTimeout: 20_000,
  heartbeatTimeout: heartbeatTimeoutMs,
  cancellationType: ActivityCancellationType.WAIT_CANCELLATION_COMPLETED,
  retry: {
    maximumAttempts: 5,
    initialInterval: 200,
    backoffCoefficient: 2,
    maximumInterval: 5_000,
    nonRetryableErrorTypes: neverAgain,
  },
};

/** A call that may have been billed is never repeated by Temporal: its timeouts come back to the run. */
export function modelOptions(model: CharterModel, summary: string, activityId: string): ActivityOptions {
  return {
    activityId,
    summary,
    ...queued(model),
    startToCloseTimeout: model.timeoutMs,
    heartbeatTimeout: heartbeatTimeoutMs,
    cancellationType: ActivityCancellationType.WAIT_CANCELLATION_COMPLETED,
    retry: {
      ...retryOf(model.retry),
      nonRetryableErrorTypes: ['TemporalTimeout:StartToClose', 'TemporalTimeout:Heartbeat', ...neverAgain],
    },
  };
}

/** Keyed calls and reads may be repeated after a lost answer; others are dispatched once. */
export function toolOptions(tool: CharterTool, summary: string, activityId: string): ActivityOptions {
  const repeatable = tool.effect === 'read' || tool.idempotency === 'keyed';
  return {
    activityId,
    summary,
    ...queued(tool),
    startToCloseTimeout: tool.timeoutMs,
    heartbeatTimeout: heartbeatTimeoutMs,
    cancellationType: ActivityCancellationType.WAIT_CANCELLATION_COMPLETED,
    retry: {
      ...retryOf(tool.retry),
      ...(repeatable ? {} : { maximumAttempts: 1 }),
      nonRetryableErrorTypes: neverAgain,
    },
  };
}

/** A local tool and all its attempts hold back its run, so they end soon; one attempt is cut by the worker itself. */
export function localToolOptions(tool: CharterTool, summary: string): LocalActivityOptions {
  return {
    summary,
    startToCloseTimeout: longestLocalMs,
    scheduleToCloseTimeout: longestLocalMs,
    localRetryThreshold: longestLocalMs,
    cancellationType: ActivityCancellationType.WAIT_CANCELLATION_COMPLETED,
    retry: { ...retryOf(tool.retry), nonRetryableErrorTypes: neverAgain },
  };
}

const longestLocalMs = 30_000;

/** Looking changes nothing: repeated like a read. */
export function lookOptions(tool: CharterTool, summary: string, activityId: string): ActivityOptions {
  return toolOptions({ ...tool, effect: 'read', retry: lookRetry }, summary, activityId);
}

/** A compensation is keyed by contract, so it is repeated by its tool's own policy. */
export function undoOptions(tool: CharterTool, summary: string, activityId: string): ActivityOptions {
  const retry = tool.idempotency === 'keyed' ? tool.retry : lookRetry;
  return toolOptions({ ...tool, idempotency: 'keyed', retry }, summary, activityId);
}

const lookRetry: RetryRule = {
  maximumAttempts: 5,
  initialIntervalMs: 200,
  backoffCoefficient: 2,
  maximumIntervalMs: 10_000,
};

/** Without a queue of its own an activity stays on the run's, where it is dispatched eagerly. */
function queued({ taskQueue }: { readonly taskQueue?: string }): Pick<ActivityOptions, 'taskQueue'> {
  return taskQueue === undefined ? {} : { taskQueue };
}

function retryOf(rule: RetryRule): NonNullable<ActivityOptions['retry']> {
  return {
    maximumAttempts: rule.maximumAttempts,
    initialInterval: rule.initialIntervalMs,
    backoffCoefficient: rule.backoffCoefficient,
    maximumInterval: rule.maximumIntervalMs,
  };
}
