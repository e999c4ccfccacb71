import type { Client } from '@temporalio/client';

const deadlineMs = 6_000;
/** `PendingActivityState`: a worker has it, whether it was asked to stop or not. */
const begun = [2, 3];

/** Ask the server for how long each attempt of a run's activities runs that a worker has, by the activity's id. */
export function createDescribeWork(client: Client) {
  return async function describeWork(
    workflowId: string,
    runId: string,
  ): Promise<Readonly<Record<string, number>>> {
    const { raw } = await client.connection.withDeadline(Date.now() + deadlineMs, () =>
      client.workflow.getHandle(workflowId, runId).describe(),
    );
    const nowMs = Date.now();
    return Object.fromEntries(
      (raw.pendingActivities ?? [])
        .filter(({ state }) => begun.includes(Number(state)))
        .map(({ activityId, lastStartedTime }) => [activityId ?? '', nowMs - msOf(lastStartedTime)]),
    );
  };
}

function msOf(
  time: { readonly seconds?: unknown; readonly nanos?: number | null } | null | undefined,
): number {
  return Number(time?.seconds ?? 0) * 1_000 + (time?.nanos ?? 0) / 1e6;
}
