import { Context } from '@temporalio/activity';

const intervalMs = 500;

/** Heartbeat while `work` runs, so that a lost worker is noticed and a cancellation arrives. */
export async function withHeartbeat<Result>(work: (context: Context) => Promise<Result>): Promise<Result> {
  const context = Context.current();
  context.heartbeat();
  const timer = setInterval(() => context.heartbeat(), intervalMs);
  try {
    return await work(context);
  } finally {
    clearInterval(timer);
  }
}
