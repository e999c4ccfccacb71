import type { Charter } from '../charter/charter.ts';
import type { OutcomeReason } from '../run/outcome.ts';
import type { RunState } from '../run/run-state.ts';
import { stepCount } from '../steps/steps.ts';
import { formatUsd } from './money.ts';

/** Which cap ends the run before its next model call, if any. A turn that has begun is finished. */
export function reachedLimit(state: RunState, charter: Charter): OutcomeReason | undefined {
  const { limits, budget } = charter;
  const { counters } = state;
  const steps = stepCount(counters);
  if (state.failureStreak >= limits.consecutiveFailures) {
    return { code: 'max_failures', message: `${state.failureStreak} turns in a row came to nothing.` };
  }
  if (budget && counters.costNanoUsd >= budget.hardNanoUsd) {
    return {
      code: 'budget_exhausted',
      message: `${formatUsd(counters.costNanoUsd)} of ${formatUsd(budget.hardNanoUsd)} is spent.`,
    };
  }
  if (steps >= limits.steps) {
    return { code: 'max_steps', message: `The run has made ${steps} of ${limits.steps} steps.` };
  }
  if (counters.toolCalls >= limits.toolCalls) {
    return {
      code: 'max_tool_calls',
      message: `The run has made ${counters.toolCalls} of ${limits.toolCalls} tool calls.`,
    };
  }
  const { sinceMs = state.nowMs, totalMs } = state.humanWait;
  const workedMs = state.nowMs - state.startedAtMs - totalMs - (state.nowMs - sinceMs);
  if (workedMs >= limits.wallTimeMs) {
    return {
      code: 'timeout',
      message: `The run has worked ${Math.round(workedMs / 1000)} s of ${Math.round(limits.wallTimeMs / 1000)} s.`,
    };
  }
  return undefined;
}
