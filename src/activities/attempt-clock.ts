import { Context } from '@temporalio/activity';
import { ApplicationFailure, CancelledFailure } from '@temporalio/common';

type Activity = (input: never) => Promise<unknown>;

interface Attempt {
  readonly beganMs: number;
  /** Of the attempts before it, as far as the last of them left word. */
  readonly beforeMs: number;
}

/** What an attempt leaves for the next one in its heartbeat details, which outlive it. */
interface TimeWord {
  readonly attempt: number;
  readonly tookMs?: number;
}

const attempts = new WeakMap<Context, Attempt>();

/**
 * Let an activity say how long its attempts ran: what a run's limit of wall time counts. Temporal tells a run only when it
 * sent something out and when it heard of its end.
 *
 * `waits`: what lay between its attempts counts as well, as for a model, whose provider was waited for.
 */
export function tellTime(activity: Activity, waits: boolean): Activity {
  return async function tellTime(input: never): Promise<unknown> {
    const context = Context.current();
    attempts.set(context, { beganMs: performance.now(), beforeMs: beforeMs(context, waits) });
    try {
      const result = await activity(input);
      return { ...(result as object), tookMs: attemptsTookMs(context) };
    } catch (error) {
      if (error instanceof ApplicationFailure && !error.nonRetryable && !waits) leaveTime(context);
      if (!(error instanceof CancelledFailure)) throw error;
      throw new CancelledFailure(error.message, [
        { schema: 'holdfast.failure/v1', tookMs: attemptsTookMs(context) },
      ]);
    }
  };
}

/** How long the attempts of this activity ran until now; undefined where nobody timed them. */
export function attemptsTookMs(context: Context): number | undefined {
  const attempt = attempts.get(context);
  return attempt && Math.ceil(attempt.beforeMs + performance.now() - attempt.beganMs);
}

/** What an attempt after the first says of itself and of those before it. */
export function timeWord(context: Context): TimeWord | undefined {
  const { attempt } = context.info;
  if (attempt === 1) return undefined;
  return { attempt, ...wordOf(attempts.get(context)?.beforeMs) };
}

/** Leave word of the time for the attempt that follows. */
function leaveTime(context: Context): void {
  if (context.info.isLocal) return;
  context.heartbeat({ attempt: context.info.attempt, ...wordOf(attemptsTookMs(context)) } satisfies TimeWord);
}

function wordOf(ms: number | undefined): { readonly tookMs?: number } {
  return ms === undefined ? {} : { tookMs: ms };
}

function beforeMs({ info }: Context, waits: boolean): number {
  if (info.attempt === 1) return 0;
  if (waits) return Math.max(0, info.currentAttemptScheduledTimestampMs - info.scheduledTimestampMs);
  const word = info.heartbeatDetails as Partial<TimeWord> | undefined;
  return typeof word?.tookMs === 'number' ? word.tookMs : 0;
}
