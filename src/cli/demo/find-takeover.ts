import type { Connection } from '@temporalio/client';
import { given } from '../../core/values/given.ts';

export interface Takeover {
  /** Of the worker that ran the activity to its end. */
  readonly pid: number | undefined;
  readonly identity: string;
  readonly startedAtMs: number;
  readonly attempt: number;
}

/** Read from a run's history which worker carried a call to its end, on which attempt of its last dispatch, and since when. */
export async function findTakeover(
  connection: Connection,
  where: { readonly namespace: string; readonly workflowId: string; readonly activityId: string },
): Promise<Takeover | undefined> {
  let nextPageToken: Uint8Array | undefined;
  let scheduledEventId: string | undefined;
  let takeover: Takeover | undefined;
  do {
    const page = await connection.workflowService.getWorkflowExecutionHistory({
      namespace: where.namespace,
      execution: { workflowId: where.workflowId },
      ...given({ nextPageToken }),
    });
    for (const event of page.history?.events ?? []) {
      const scheduled = event.activityTaskScheduledEventAttributes;
      if (isDispatchOf(where.activityId, scheduled?.activityId)) scheduledEventId = String(event.eventId);
      const started = event.activityTaskStartedEventAttributes;
      if (started && String(started.scheduledEventId) === scheduledEventId) {
        const identity = started.identity ?? '';
        takeover = {
          identity,
          pid: Number(/^(\d+)@/.exec(identity)?.[1]) || undefined,
          startedAtMs: Number(event.eventTime?.seconds ?? 0) * 1_000 + (event.eventTime?.nanos ?? 0) / 1e6,
          attempt: started.attempt ?? 1,
        };
      }
    }
    nextPageToken = page.nextPageToken?.length ? page.nextPageToken : undefined;
  } while (nextPageToken !== undefined);
  return takeover;
}

/** A call that is sent again after it was lost goes out under its own id and a number: `c3.1`, then `c3.1d2`. */
function isDispatchOf(call: string, activityId: string | null | undefined): boolean {
  return activityId === call || (activityId?.startsWith(`${call}d`) ?? false);
}
