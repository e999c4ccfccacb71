import type { Client } from '@temporalio/client';

/** Reset a run as the button of Temporal's page does: back to its first workflow task. */
export async function resetToFirstTask(
  { workflow, connection, options }: Client,
  workflowId: string,
): Promise<void> {
  const { runId } = await workflow.getHandle(workflowId).describe();
  const { events } = await workflow.getHandle(workflowId, runId).fetchHistory();
  const first = events?.find((event) => event.workflowTaskCompletedEventAttributes);
  if (!first?.eventId) throw new Error(`${workflowId} has made no task`);
  await connection.workflowService.resetWorkflowExecution({
    namespace: options.namespace,
    workflowExecution: { workflowId, runId },
    workflowTaskFinishEventId: first.eventId,
    requestId: `${runId}-reset`,
    reason: 'test',
  });
}
