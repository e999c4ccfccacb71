import type { WorkflowInfo } from '@temporalio/workflow';
import type { Origin } from '../contracts/activities.ts';
import type { RunState } from '../core/run/run-state.ts';

/**
 * Say which execution writes come from. A workflow must not decide by it: a reset replays the same beginning under
 * another run id.
 */
export function originOf(
  { originalExecutionRunId }: WorkflowInfo,
  { afterReset }: Pick<RunState, 'afterReset'> = {},
): Origin {
  return { originalRunId: originalExecutionRunId, ...(afterReset ? { afterReset } : {}) };
}
