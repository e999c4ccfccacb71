import type { WorkflowService } from '@temporalio/client';

type HistoryResponse = Awaited<ReturnType<WorkflowService['getWorkflowExecutionHistory']>>;

/** One event of a Temporal history, as the server sends it. */
export type HistoryEvent = NonNullable<NonNullable<HistoryResponse['history']>['events']>[number];

export type TemporalPayload = NonNullable<
  NonNullable<NonNullable<HistoryEvent['workflowExecutionStartedEventAttributes']>['input']>['payloads']
>[number];

/** When an event happened, in milliseconds since the epoch. */
export function eventTimeMs(event: HistoryEvent): number {
  return Number(event.eventTime?.seconds ?? 0) * 1_000 + Math.floor((event.eventTime?.nanos ?? 0) / 1e6);
}

/** The run that an execution went on as, if this event tells of it. */
export function continuedAs(event: HistoryEvent): string | undefined {
  return event.workflowExecutionContinuedAsNewEventAttributes?.newExecutionRunId || undefined;
}
