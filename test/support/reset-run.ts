import type { Client } from '@temporalio/client';
import type { HistoryEvent } from '../../src/histories/history-event.ts';

/** Where a run begins anew: the task that scheduled the first activity of a type, or the one that took in its end. */
export type ResetPoint =
  | 'first-task'
  | { readonly before: string; readonly nth?: number }
  | { readonly after: string; readonly nth?: number };

/**
 * Reset a run as the button of Temporal's page does. Gives the run id of the new execution.
 *
 * `runId` names the execution to begin from; the latest one unless told.
 */
export async function resetRun(
  { workflow, connection, options }: Client,
  workflowId: string,
  point: ResetPoint = 'first-task',
  runId?: string,
): Promise<string> {
  const base = runId ?? (await workflow.getHandle(workflowId).describe()).runId;
  const { events = [] } = await workflow.getHandle(workflowId, base).fetchHistory();
  const task = taskAt((events ?? []) as HistoryEvent[], point);
  if (!task?.eventId) throw new Error(`${workflowId} has no task to be reset to`);
  const reset = await connection.workflowService.resetWorkflowExecution({
    namespace: options.namespace,
    workflowExecution: { workflowId, runId: base },
    workflowTaskFinishEventId: task.eventId,
    requestId: crypto.randomUUID(),
    reason: 'test',
  });
  return reset.runId;
}

function taskAt(events: readonly HistoryEvent[], point: ResetPoint): HistoryEvent | undefined {
  const isTask = (event: HistoryEvent): boolean => Boolean(event.workflowTaskCompletedEventAttributes);
  if (point === 'first-task') return events.find(isTask);
  const type = 'before' in point ? point.before : point.after;
  const scheduled = events.filter(
    (event) => event.activityTaskScheduledEventAttributes?.activityType?.name === type,
  )[(point.nth ?? 1) - 1];
  if (!scheduled) return undefined;
  if ('before' in point) return events.slice(0, events.indexOf(scheduled)).findLast(isTask);
  const end = events.findIndex(
    ({ activityTaskCompletedEventAttributes: done, activityTaskFailedEventAttributes: failed }) =>
      String((done ?? failed)?.scheduledEventId) === String(scheduled.eventId),
  );
  return end < 0 ? undefined : events.slice(end).find(isTask);
}
