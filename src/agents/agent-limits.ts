import { usdToNanoUsd } from '../core/budget/money.ts';
import type { Charter, RunLimits } from '../core/charter/charter.ts';
import { parseDuration } from '../core/values/duration.ts';
import type { AgentBudget } from './agent.ts';

/** What a run may use when its agent does not say. */
const defaultLimits: RunLimits = {
  steps: 50,
  wallTimeMs: 300_000,
  consecutiveFailures: 3,
  toolCalls: 100,
};

/** Most tool calls where nobody says: twice the steps, so that raising these alone is enough; never below 100. */
export function defaultToolCalls(steps: number): number {
  return Math.min(limitBounds.toolCalls, Math.max(defaultLimits.toolCalls, 2 * steps));
}
export const defaultMaxOutputTokens = 4_096;

/** Largest limits that can be set; everything is finite. */
export const limitBounds = {
  steps: 100_000,
  toolCalls: 100_000,
  failures: 1_000,
  wallTimeMs: 31_536_000_000,
  maxOutputTokens: 1_000_000,
} as const;

/** The limits of a checked budget. */
export function agentLimits(budget: AgentBudget = {}): RunLimits {
  const steps = budget.steps ?? defaultLimits.steps;
  return {
    steps,
    wallTimeMs: budget.wallTime === undefined ? defaultLimits.wallTimeMs : parseDuration(budget.wallTime),
    consecutiveFailures: budget.failures ?? defaultLimits.consecutiveFailures,
    toolCalls: budget.toolCalls ?? defaultToolCalls(steps),
  };
}

/** The money of a checked budget; undefined when it sets none. */
export function agentMoney({ usd }: AgentBudget = {}): Charter['budget'] {
  if (usd === undefined) return undefined;
  const hardNanoUsd = usdToNanoUsd(usd.hard);
  return {
    hardNanoUsd,
    softNanoUsd: usd.soft === undefined ? softNanoUsdOf(hardNanoUsd) : usdToNanoUsd(usd.soft),
  };
}

/** Three quarters of a hard limit, rounded down. */
export function softNanoUsdOf(hardNanoUsd: number): number {
  return Number((BigInt(hardNanoUsd) * 3n) / 4n);
}
