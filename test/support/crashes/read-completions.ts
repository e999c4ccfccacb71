import type { Client } from '@temporalio/client';
import { undoRunWorkflowId } from '../../../src/contracts/names.ts';
import type { Completions } from './crash-row.ts';

/** Name every completion that a run and its undo made, from their histories: the order is the one of the worker's calls. */
export async function readCompletions(client: Client, runId: string): Promise<Completions> {
  const found = { workflow: [] as string[], activity: [] as string[] };
  for (const workflowId of [runId, undoRunWorkflowId(runId)]) {
    const { events = [] } = await client.workflow.getHandle(workflowId).fetchHistory();
    const scheduled = new Map<string, string>();
    let about: string[] | undefined;
    const prefix = workflowId === runId ? '' : 'undo: ';
    for (const event of events ?? []) {
      const activity = event.activityTaskScheduledEventAttributes;
      if (event.workflowTaskCompletedEventAttributes) {
        if (about) found.workflow.push(prefix + describe(about));
        about = [];
      } else if (activity) {
        scheduled.set(String(event.eventId), activity.activityType?.name ?? '');
        about?.push(`schedules ${activity.activityType?.name}`);
      } else if (event.timerStartedEventAttributes) about?.push('sets a timer');
      else if (event.workflowExecutionUpdateAcceptedEventAttributes) about?.push('takes a message');
      else if (event.workflowExecutionUpdateCompletedEventAttributes) about?.push('answers a message');
      else if (event.workflowExecutionCompletedEventAttributes) about?.push('closes');
      const completed = event.activityTaskCompletedEventAttributes;
      if (completed) found.activity.push(scheduled.get(String(completed.scheduledEventId)) ?? '');
    }
    if (about) found.workflow.push(prefix + describe(about));
  }
  return found;
}

function describe(about: readonly string[]): string {
  return about.length === 0 ? 'goes on' : about.join(', ');
}
