import {
  ActivityCancellationType,
  type ActivityOptions,
  type LocalActivityOptions,
} from '@temporalio/workflow';
import { queuedAtMostMs } from '../core/attempts/queue-time.ts';
import type { CharterModel, CharterTool, RetryRule } from '../core/charter/charter.ts';
import { lookRetry, undoRetryOf } from '../core/undo/undo-tries.ts';
import { failureTypes } from '../core/values/failure-types.ts';

/**
 * How soon a lost machine is noticed; of a lost process its supervisor tells. Workers heartbeat every eight seconds, so
 * that twenty of a blocked event loop still pass; less would declare busy workers dead.
 */
const heartbeatTimeoutMs = 30_000;

/** `NotFoundError`: a foreign worker knows no such activity. The run sends it out again, at no cost of attempts. */
const notForEver = { scheduleToStartTimeout: queuedAtMostMs };

const neverAgain = ['PayloadsTooLarge', 'NotFoundError'];

/** Ends that leave open what was done, or billed: they come back to the run. */
const inDoubt = [
  'TemporalTimeout:StartToClose',
  'TemporalTimeout:Heartbeat',
  failureTypes.workerLost,
  ...neverAgain,
];

/** Resolving a charter reads configuration and prices: short, and safe to repeat. */
export function openRunOptions(attemptsBefore?: number): ActivityOptions {
  return {
    summary: 'write down the rules of this run',
    ...notForEver,
    startToCloseTimeout: 20_000,
    heartbeatTimeout: heartbeatTimeoutMs,
    cancellationType: ActivityCancellationType.WAIT_CANCELLATION_COMPLETED,
    retry: whenNotLost(lookRetry, attemptsBefore),
  };
}

/** A request that takes longer than its model may gives up by itself; so much later Temporal does, which cannot say why. */
const toldWithinMs = 2_000;

/** A call that may have been billed is never repeated by Temporal: its timeouts come back to the run. */
export function modelOptions(model: CharterModel, summary: string, activityId: string): ActivityOptions {
  return {
    activityId,
    summary,
    ...queued(model),
    ...notForEver,
    startToCloseTimeout: model.timeoutMs + toldWithinMs,
    heartbeatTimeout: heartbeatTimeoutMs,
    cancellationType: ActivityCancellationType.WAIT_CANCELLATION_COMPLETED,
    retry: {
      ...retryOf(model.retry),
      nonRetryableErrorTypes: inDoubt,
    },
  };
}

/** It stands in nobody's way: what it finds is about a moment. */
export function workLookOptions(activityId: string): ActivityOptions {
  return {
    activityId,
    summary: 'is its time up?',
    ...notForEver,
    startToCloseTimeout: 10_000,
    cancellationType: ActivityCancellationType.TRY_CANCEL,
    retry: { ...retryOf(lookRetry), nonRetryableErrorTypes: neverAgain },
  };
}

/** Nothing of the run goes on meanwhile: what five attempts could not read, the run has read again after a while. */
export function pastOptions(activityId: string, attemptsBefore?: number): ActivityOptions {
  return {
    activityId,
    summary: 'what did it do before it was reset?',
    ...notForEver,
    startToCloseTimeout: 60_000,
    heartbeatTimeout: heartbeatTimeoutMs,
    cancellationType: ActivityCancellationType.TRY_CANCEL,
    retry: whenNotLost(lookRetry, attemptsBefore),
  };
}

/**
 * Temporal repeats a call only while it certainly had no effect. What was lost comes back to the run, which knows then that
 * it may have acted, and sends it again with the same key. A write that was begun is waited for, also when it is cancelled.
 */
export function toolOptions(
  tool: CharterTool,
  summary: string,
  activityId: string,
  attemptsLeft: number = tool.retry.maximumAttempts,
): ActivityOptions {
  const isRead = tool.effect === 'read';
  const repeatable = isRead || tool.idempotency === 'keyed';
  return {
    ...attemptsOf(tool, summary, activityId),
    ...notForEver,
    cancellationType: isRead
      ? ActivityCancellationType.TRY_CANCEL
      : ActivityCancellationType.WAIT_CANCELLATION_COMPLETED,
    retry: {
      ...retryOf(tool.retry),
      maximumAttempts: repeatable ? Math.max(1, attemptsLeft) : 1,
      nonRetryableErrorTypes: inDoubt,
    },
  };
}

function attemptsOf(tool: CharterTool, summary: string, activityId: string): ActivityOptions {
  return {
    activityId,
    summary,
    ...queued(tool),
    startToCloseTimeout: tool.timeoutMs,
    heartbeatTimeout: heartbeatTimeoutMs,
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

/**
 * Looking changes nothing: repeated whatever became of an attempt. One that is lost with its worker comes back, and counts
 * as none.
 */
export function lookOptions(
  tool: CharterTool,
  summary: string,
  activityId: string,
  attemptsBefore?: number,
): ActivityOptions {
  return {
    ...attemptsOf(tool, summary, activityId),
    ...notForEver,
    cancellationType: ActivityCancellationType.TRY_CANCEL,
    retry: whenNotLost(lookRetry, attemptsBefore),
  };
}

/**
 * A compensation is keyed by contract, so it is repeated by its tool's own policy, whatever became of an attempt that
 * ended or used up its time. Each attempt leaves word for the next one whether it may have undone something. One that is
 * lost with its worker comes back, and counts as none.
 */
export function undoOptions(
  tool: CharterTool,
  summary: string,
  activityId: string,
  attemptsBefore?: number,
): ActivityOptions {
  return {
    ...attemptsOf(tool, summary, activityId),
    cancellationType: ActivityCancellationType.WAIT_CANCELLATION_COMPLETED,
    retry: whenNotLost(undoRetryOf(tool), attemptsBefore),
  };
}

/** Without a queue of its own an activity stays on the run's, where it is dispatched eagerly. */
function queued({ taskQueue }: { readonly taskQueue?: string }): Pick<ActivityOptions, 'taskQueue'> {
  return taskQueue === undefined ? {} : { taskQueue };
}

/** Repeated by Temporal until the rule's attempts are used up, but for an attempt that is lost with its worker. */
function whenNotLost(rule: RetryRule, attemptsBefore = 0): NonNullable<ActivityOptions['retry']> {
  return {
    ...retryOf(rule),
    maximumAttempts: Math.max(1, rule.maximumAttempts - attemptsBefore),
    nonRetryableErrorTypes: ['TemporalTimeout:Heartbeat', failureTypes.workerLost, ...neverAgain],
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
