import type { Idempotency } from '../../core/calls/call-facts.ts';
import type { RetryRule } from '../../core/charter/charter.ts';
import { type Duration, parseDuration } from '../../core/values/duration.ts';
import type { ToolRetry } from './tool.ts';

/** Bounds of a tool's policy; everything is finite. */
export const policyBounds = {
  timeoutMs: { min: 10, max: 86_400_000 },
  localTimeoutMs: { min: 10, max: 5_000 },
  commitsWithinMs: { min: 0, max: 86_400_000 },
  attempts: { min: 1, max: 20 },
  intervalMs: { min: 1, max: 3_600_000 },
  backoff: { min: 1, max: 10 },
} as const;

const defaults = {
  timeoutMs: 30_000,
  attempts: 5,
  initialIntervalMs: 200,
  backoff: 2,
  maximumIntervalMs: 10_000,
};

/** Milliseconds that one attempt may take. */
export function toolTimeoutMs(timeout: Duration | undefined, local = false): number {
  if (timeout !== undefined) return parseDuration(timeout);
  return local ? policyBounds.localTimeoutMs.max : defaults.timeoutMs;
}

/** Retry policy of a tool. One attempt for `none`: a second could do the same thing twice. */
export function toolRetryRule(retry: ToolRetry | undefined, idempotency: Idempotency): RetryRule {
  const initialIntervalMs =
    retry?.initialInterval === undefined ? defaults.initialIntervalMs : parseDuration(retry.initialInterval);
  const maximumIntervalMs =
    retry?.maximumInterval === undefined
      ? Math.max(defaults.maximumIntervalMs, initialIntervalMs)
      : parseDuration(retry.maximumInterval);
  return {
    maximumAttempts: retry?.maximumAttempts ?? (idempotency === 'none' ? 1 : defaults.attempts),
    initialIntervalMs: Math.min(initialIntervalMs, maximumIntervalMs),
    backoffCoefficient: retry?.backoffCoefficient ?? defaults.backoff,
    maximumIntervalMs,
  };
}
