import type { Client } from '@temporalio/client';
import type { WindowView } from '../contracts/activities.ts';
import { queryNames } from '../contracts/names.ts';

/**
 * Ask a run for its window: what a worker needs that has not seen the run's transcript.
 *
 * Rejects when there is no answer within the deadline. That stands well above the sticky timeout: right after a kill
 * the query first waits for the worker that is no more.
 */
export type WindowQuery = (workflowId: string, runId: string) => Promise<WindowView | undefined>;

const deadlineMs = 6_000;

export function createWindowQuery(client: Client): WindowQuery {
  return (workflowId, runId) =>
    client.connection.withDeadline(Date.now() + deadlineMs, () =>
      client.workflow.getHandle(workflowId, runId).query<WindowView | undefined>(queryNames.window),
    );
}
