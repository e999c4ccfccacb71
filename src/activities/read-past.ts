import type { Context } from '@temporalio/activity';
import type { Past } from '../core/resets/past.ts';
import { failureTypes } from '../core/values/failure-types.ts';
import type { ActivityDependencies } from './dependencies.ts';
import { boundedError } from './failures/bounded-error.ts';
import { toApplicationFailure } from './failures/to-application-failure.ts';
import { withHeartbeat } from './with-heartbeat.ts';

/** Read what resets of its run left behind, once for each execution that a reset made. */
export function readPast({ pastOf }: Pick<ActivityDependencies, 'pastOf'>) {
  return async function readPast(): Promise<Past> {
    return withHeartbeat(async ({ info: { workflowExecution, attempt } }: Context) => {
      if (!workflowExecution) throw new TypeError('readPast is an activity of a run');
      const { workflowId, runId } = workflowExecution;
      try {
        return await pastOf({ workflowId, runId });
      } catch (error) {
        throw toApplicationFailure({
          type: failureTypes.pastUnread,
          message: `What the run did before it was reset could not be read (${boundedError(error, 0).message}).`,
          retryable: true,
          attempt,
          throttled: true,
          cause: error,
        });
      }
    });
  };
}
