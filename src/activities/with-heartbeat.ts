import { Context } from '@temporalio/activity';

const intervalMs = 500;

/**
 * Heartbeat while `work` runs, from half a second on, so that a lost worker is noticed and a cancellation arrives.
 *
 * What `details` gives goes along each time, for whoever describes the run meanwhile.
 */
export async function withHeartbeat<Result>(
  work: (context: Context) => Promise<Result>,
  details?: () => object | undefined,
): Promise<Result> {
  const context = Context.current();
  // A local activity has no heartbeat: the workflow task that it is part of tells of a lost worker.
  if (context.info.isLocal) return work(context);
  const timer = setInterval(() => context.heartbeat(details?.()), intervalMs);
  try {
    return await work(context);
  } finally {
    clearInterval(timer);
  }
}
