import type { Context } from '@temporalio/activity';
import type { CallModelInput } from '../../contracts/activities.ts';
import { lacksPast } from '../../core/resets/past.ts';
import { failureTypes } from '../../core/values/failure-types.ts';
import { toApplicationFailure } from '../failures/to-application-failure.ts';

/** A run that was reset knows what it has spent, and what was undone, before it asks its model anything. */
export function refuseUnknownPast({ info }: Context, { origin, pastReadFor }: CallModelInput): void {
  const runId = info.workflowExecution?.runId;
  if (runId === undefined || !lacksPast(runId, origin, pastReadFor)) return;
  throw toApplicationFailure({
    type: failureTypes.pastUnknown,
    message: 'The model was not asked: its run was reset in Temporal, and reads first what it did before.',
    retryable: false,
    attempt: info.attempt,
    throttled: true,
  });
}
