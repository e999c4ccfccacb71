import { Context } from '@temporalio/activity';
import { timeWord } from './attempt-clock.ts';

/** So often a cancellation is heard of, and a machine known to be there. On a hosted service each time is billed. */
const slowMs = 8_000;
/** While somebody reads along. */
const fastMs = 500;

/** What goes along with heartbeats, for whoever describes the run meanwhile. */
export interface HeartbeatTold {
  /** Whether somebody waits for it just now. */
  readonly isWatched: () => boolean;
  readonly details: () => object | undefined;
}

/** Heartbeat while `work` runs, so that a lost machine is noticed and a cancellation arrives. */
export async function withHeartbeat<Result>(
  work: (context: Context) => Promise<Result>,
  told?: HeartbeatTold,
): Promise<Result> {
  const context = Context.current();
  // A local activity has no heartbeat: the workflow task that it is part of tells of a lost worker.
  if (context.info.isLocal) return work(context);
  // Temporal tells of a time-out without saying of which attempt; the last heartbeat says so.
  const later = timeWord(context);
  if (later) context.heartbeat(later);
  let beatMs = performance.now();
  const timer = setInterval(
    () => {
      const nowMs = performance.now();
      if (!told?.isWatched() && nowMs - beatMs < slowMs) return;
      beatMs = nowMs;
      context.heartbeat(told?.details() ?? later);
    },
    told ? fastMs : slowMs,
  );
  try {
    return await work(context);
  } finally {
    clearInterval(timer);
  }
}
