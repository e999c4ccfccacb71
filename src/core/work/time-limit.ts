import { stopRun } from '../calls/stop-run.ts';
import type { RunState } from '../run/run-state.ts';
import { workedMs } from './worked-time.ts';

/** What a run takes in later than this after it was due says that nobody drove the run meanwhile. */
export const lateMs = 5_000;
/** While what is under way waits for a worker, the run looks again so often at most. */
const lookAgainMs = 15_000;

/** When the run has to look whether its time is up. */
export function timeCheckMs({ worked, cancel, timeUp, outcome }: RunState): number | undefined {
  return cancel || timeUp || outcome ? undefined : worked.checkAtMs;
}

/**
 * Look whether the run's time is up.
 *
 * While something is under way the run's clock says no more than that it was sent out: somebody has to look whether a
 * worker has taken it. A look that comes late counts for nothing, since nobody drove the run: the next one is due when
 * what has ended leaves no time, were all under way from now on. While nothing is under way none is due: the next work
 * brings it back.
 */
export function checkTime(state: RunState, atMs: number): RunState {
  const { worked, charter } = state;
  const dueMs = timeCheckMs(state);
  if (!charter || dueMs === undefined || atMs < dueMs) return state;
  const { checkAtMs: _, ...rest } = worked;
  const limitMs = charter.limits.wallTimeMs;
  const isLate = atMs - dueMs > lateMs;
  const leftMs = limitMs - (isLate ? worked.totalMs : workedMs(worked, atMs));
  const isAtRest = Object.keys(worked.open).length === 0;
  if (leftMs > 0) return { ...state, worked: isAtRest ? rest : { ...rest, checkAtMs: atMs + leftMs } };
  return isAtRest ? stopForTime(state) : { ...state, worked: { ...rest, look: 'wanted' } };
}

/** What is under way, by the id of its activity: for how long its attempt runs. `all`: nobody could tell. */
export type RunningWork = Readonly<Record<string, number>> | 'all';

/** Take in what of the work a worker has taken. */
export function onWorkSeen(state: RunState, runningMs: (of: string) => number): RunState {
  const { worked, charter, cancel, timeUp, nowMs } = state;
  if (worked.look !== 'started' || !charter) return state;
  const { look: _, ...rest } = worked;
  const seen: RunState = { ...state, worked: rest };
  if (cancel || timeUp) return seen;
  const leftMs = charter.limits.wallTimeMs - workedMs(worked, nowMs, runningMs);
  if (leftMs <= 0) return stopForTime(seen);
  if (Object.keys(worked.open).length === 0) return seen;
  return { ...seen, worked: { ...rest, checkAtMs: nowMs + Math.max(lookAgainMs, leftMs) } };
}

function stopForTime(state: RunState): RunState {
  const { checkAtMs: _, ...worked } = state.worked;
  return stopRun({ ...state, worked, timeUp: true });
}
