import type { Charter } from '../charter/charter.ts';
import type { OutcomeReason } from '../run/outcome.ts';
import type { FailedTurn, RunState } from '../run/run-state.ts';
import { stepCount } from '../steps/steps.ts';
import { formatUsd } from './money.ts';
import { spentInAll } from './spent-in-all.ts';

/**
 * Which cap ends the run before its next model call, if any. A turn that has begun is finished.
 *
 * What was spent beyond the point of a reset is spent; the time that the run worked there is not counted.
 */
export function reachedLimit(state: RunState, charter: Charter): OutcomeReason | undefined {
  const { limits, budget } = charter;
  const spent = spentInAll(state);
  const steps = stepCount(spent);
  if (state.failureStreak >= limits.consecutiveFailures) {
    return { code: 'max_failures', message: tellFailures(state) };
  }
  if (budget && spent.costNanoUsd >= budget.hardNanoUsd) {
    return {
      code: 'budget_exhausted',
      message: `${formatUsd(spent.costNanoUsd)} of ${formatUsd(budget.hardNanoUsd)} is spent.`,
    };
  }
  if (steps >= limits.steps) {
    return { code: 'max_steps', message: `The run has made ${steps} of ${limits.steps} steps.` };
  }
  if (spent.toolCalls >= limits.toolCalls) {
    return {
      code: 'max_tool_calls',
      message: `The run has made ${spent.toolCalls} of ${limits.toolCalls} tool calls.`,
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

const failedTurns: Readonly<Record<FailedTurn, string>> = {
  empty: 'the model’s answer was empty',
  unmade: 'the model wrote of a call and made none',
  calls: 'each call that the model made failed',
};

function tellFailures({ failureStreak, lastFailure }: RunState): string {
  const last = lastFailure === undefined ? '' : ` In the last of them ${failedTurns[lastFailure]}.`;
  return `${failureStreak} turns in a row came to nothing.${last}`;
}
