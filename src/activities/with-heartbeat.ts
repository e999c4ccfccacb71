import { Context } from '@temporalio/activity';

const intervalMs = 500;

/**
 * Heartbeat while `work` runs, so that a lost worker is noticed and a cancellation arrives.
 *
 * What `details` gives goes along each time, for whoever describes the run meanwhile.
 */
export async function withHeartbeat<Result>(
  work: (context: Context) => Promise<Result>,
  details?: () => object | undefined,
): Promise<Result> {
  const context = Context.current();
  context.heartbeat();
  const timer = setInterval(() => context.heartbeat(details?.()), intervalMs);
  try {
    return await work(context);
  } finally {
    clearInterval(timer);
  }
}
