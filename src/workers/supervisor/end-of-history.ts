import type { Connection } from '@temporalio/client';
import { given } from '../../core/values/given.ts';

/** What the end of a run's history tells of a worker. */
export interface EndOfHistory {
  /** The queue on which the worker alone takes the run's next steps, if the last step came over it. */
  readonly stickyQueue?: { readonly name: string; readonly normalName: string };
  /** A step of the run that the worker has taken and not answered. */
  readonly taken?: { readonly scheduledEventId: number; readonly startedEventId: number };
}

export interface Execution {
  readonly workflowId: string;
  readonly runId: string;
}

/** A turn's calls are scheduled between two steps. */
const readEvents = 40;
const stickyKind = 2;

/** Read it for the worker of this identity; all other workers are left out. */
export async function readEndOfHistory(
  { workflowService }: Connection,
  namespace: string,
  execution: Execution,
  identity: string,
): Promise<EndOfHistory> {
  const { history } = await workflowService.getWorkflowExecutionHistoryReverse({
    namespace,
    execution,
    maximumPageSize: readEvents,
  });
  let isAnswered = false;
  let taken: EndOfHistory['taken'];
  for (const event of history?.events ?? []) {
    const started = event.workflowTaskStartedEventAttributes;
    const queue = event.workflowTaskScheduledEventAttributes?.taskQueue;
    if (
      event.workflowTaskCompletedEventAttributes ||
      event.workflowTaskFailedEventAttributes ||
      event.workflowTaskTimedOutEventAttributes
    ) {
      isAnswered = true;
    } else if (started && !isAnswered && started.identity === identity) {
      taken = {
        scheduledEventId: Number(started.scheduledEventId),
        startedEventId: Number(event.eventId),
      };
    } else if (queue) {
      const { name, normalName } = queue;
      // The SDK names it after the worker's identity.
      const isIts = Number(queue.kind) === stickyKind && name?.startsWith(`${identity}-`);
      return {
        ...(isIts && name && normalName ? { stickyQueue: { name, normalName } } : {}),
        ...given({ taken }),
      };
    }
  }
  return taken ? { taken } : {};
}

/** One of a run's activities that the server takes to be under way on a worker. */
export interface StartedActivity {
  readonly activityId: string;
  readonly activity: string;
  readonly attempt: number;
}

/** Those that it takes to be under way on the worker of this identity. */
export async function readStartedActivities(
  { workflowService }: Connection,
  namespace: string,
  execution: Execution,
  identity: string,
): Promise<readonly StartedActivity[]> {
  const { pendingActivities } = await workflowService.describeWorkflowExecution({ namespace, execution });
  return (pendingActivities ?? [])
    .filter(
      ({ state, lastWorkerIdentity }) => Number(state) !== scheduledState && lastWorkerIdentity === identity,
    )
    .map(({ activityId, activityType, attempt }) => ({
      activityId: activityId ?? '',
      activity: activityType?.name ?? '',
      attempt: attempt ?? 1,
    }));
}

/** `PendingActivityState`: no worker has it. */
const scheduledState = 1;
