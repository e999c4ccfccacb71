import { failureTypes } from '../values/failure-types.ts';
import type { ActivityEnd } from './activity.ts';

const firstWaitMs = 1_000;
const longestWaitMs = 30_000;
/** So long in all a run waits for a worker that has what a command takes; time without any worker is not in it. */
const patienceMs = 15 * 60_000;

/**
 * How long an undo waits after an end that only says that its worker lacks the tool, or could not read what the run did before a reset; undefined: it is its end.
 *
 * An undo keeps no time, so that whoever carries it out waits, and whoever reads of it counts along.
 */
export function waitAfter(end: ActivityEnd, timesBefore: number): number | undefined {
  const { workerLacks, pastUnread } = failureTypes;
  const unserved =
    end.kind === 'failed' && [workerLacks, pastUnread].some((type) => type === end.failure.type);
  return unserved ? waitWhenUnserved(timesBefore) : undefined;
}

/** How long to wait before a command goes out again that was given back so often before; undefined: no longer. */
export function waitWhenUnserved(timesBefore: number): number | undefined {
  let waitedMs = 0;
  let waitMs = firstWaitMs;
  for (let time = 0; time < timesBefore; time++) {
    waitedMs += waitMs;
    if (waitedMs >= patienceMs) return undefined;
    waitMs = Math.min(longestWaitMs, waitMs * 2);
  }
  return waitMs;
}
