import { Context } from '@temporalio/activity';
import type { WorkInHand } from '../core/commands/look-at-work.ts';
import type { ActivityDependencies } from './dependencies.ts';

/** Look what of its run's work a worker has at present. */
export function lookAtWork({ describeWork }: Pick<ActivityDependencies, 'describeWork'>) {
  return async function lookAtWork(): Promise<WorkInHand> {
    const { workflowExecution } = Context.current().info;
    if (!workflowExecution) throw new TypeError('lookAtWork is an activity of a run');
    const { workflowId, runId } = workflowExecution;
    return { kind: 'seen', running: await describeWork(workflowId, runId) };
  };
}
