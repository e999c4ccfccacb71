import type { Client } from '@temporalio/client';

/** Where a run is reset to: the step that sent this tool out, to be taken anew, or the one that took in its end. */
export interface ResetTarget {
  readonly tool: string;
  readonly to: 'before' | 'after';
}

/** Reset the latest execution of a run, as the button of Temporal's page does; an open one is terminated by it. */
export async function resetExecution(
  { workflow, connection, options }: Client,
  workflowId: string,
  target: ResetTarget,
): Promise<void> {
  const { runId } = await workflow.getHandle(workflowId).describe();
  const { events } = await workflow.getHandle(workflowId, runId).fetchHistory();
  const all = events ?? [];
  const sent = all.find(
    ({ activityTaskScheduledEventAttributes: activity }) => activity?.activityType?.name === target.tool,
  );
  const ended = all.findIndex(
    ({ activityTaskCompletedEventAttributes: end }) =>
      end && String(end.scheduledEventId) === String(sent?.eventId),
  );
  const step =
    target.to === 'before'
      ? sent?.activityTaskScheduledEventAttributes?.workflowTaskCompletedEventId
      : all.slice(ended).find(({ workflowTaskCompletedEventAttributes: step }) => step)?.eventId;
  if (!step || (target.to === 'after' && ended < 0)) {
    throw new Error(`${workflowId} has no step to be reset to ${target.to} ${target.tool}`);
  }
  await connection.workflowService.resetWorkflowExecution({
    namespace: options.namespace,
    workflowExecution: { workflowId, runId },
    workflowTaskFinishEventId: step,
    requestId: `${runId}-reset`,
    reason: 'the crash matrix',
  });
}
