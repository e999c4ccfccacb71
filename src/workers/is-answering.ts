import type { Connection } from '@temporalio/client';

/** Whether the Temporal server answers within a second. */
export async function isAnswering(connection: Connection): Promise<boolean> {
  const deadlineMs = Date.now() + 1_000;
  try {
    await connection.withDeadline(deadlineMs, () => connection.workflowService.getSystemInfo({}));
    return true;
  } catch {
    return false;
  }
}
