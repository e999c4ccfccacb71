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
  const { totalMs: workedMs } = state.worked;
  if (state.timeUp || workedMs >= limits.wallTimeMs) {
    return {
      code: 'timeout',
      message: `The run has worked ${seconds(workedMs)} of ${seconds(limits.wallTimeMs)}.`,
    };
  }
  return undefined;
}

function seconds(ms: number): string {
  return `${Math.round(ms / 1_000)} s`;
}
