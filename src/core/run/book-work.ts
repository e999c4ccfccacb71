import { isUnderWay } from '../calls/call.ts';
import { callOf } from '../ids/ids.ts';
import type { Failure } from '../values/failure.ts';
import { wasNotTaken } from '../values/failure.ts';
import { failureTypes } from '../values/failure-types.ts';
import { endWork, startWork } from '../work/worked-time.ts';
import type { RunEvent } from './run-event.ts';
import type { RunState } from './run-state.ts';

/**
 * Book what an event tells of the run's work: what was sent out, and how long what ended had taken.
 *
 * An undo is none of it: people ask for one.
 */
export function bookWork(state: RunState, event: RunEvent): RunState {
  const ended = Object.keys(state.worked.open)
    .filter((of) => !isAtWork(state, of))
    .reduce((worked, of) => endWork(worked, of, state.nowMs, tookMs(state, of, event)), state.worked);
  const of = event.type === 'command-started' ? (callOf(event.id) ?? event.id) : undefined;
  const started =
    of !== undefined && isAtWork(state, of) && ended.open[of] === undefined
      ? startWork(ended, of, state.nowMs)
      : ended;
  const { charter } = state;
  const isCheckDue = charter && started.checkAtMs === undefined && started.look === undefined;
  if (isCheckDue && Object.keys(started.open).length > 0) {
    const checkAtMs = state.nowMs + Math.max(1, charter.limits.wallTimeMs - started.totalMs);
    return { ...state, worked: { ...started, checkAtMs } };
  }
  return started === state.worked ? state : { ...state, worked: started };
}

/** When something was sent out that is under way. */
export function sentOutMs({ worked }: RunState, of: string): number | undefined {
  return worked.open[of];
}

function isAtWork({ opening, modelCall, calls }: RunState, of: string): boolean {
  if (of === 'open') return opening === 'started';
  if (modelCall) return modelCall.id === of;
  return calls.some((call) => call.id === of && isUnderWay(call));
}

/** What does not say how long it took has taken the time since it was sent out, a time-out at most its own. */
function tookMs(state: RunState, of: string, event: RunEvent): number {
  const isOwn = 'id' in event ? event.id === of : of === 'open';
  if (!isOwn) return Number.POSITIVE_INFINITY;
  // Asked in vain of a provider that is waited for.
  if ('failure' in event && event.failure.passing) return 0;
  if (event.tookMs !== undefined) return event.tookMs;
  if (!('failure' in event)) return Number.POSITIVE_INFINITY;
  return wasAtWork(event.failure) ? timeoutMs(state, of) : 0;
}

/** Withdrawn from its queue, never taken, or lost: that is no work of the run. */
function wasAtWork(failure: Failure): boolean {
  return !failure.lost && !wasNotTaken(failure) && !withdrawn.includes(failure.type);
}

const withdrawn: readonly string[] = [failureTypes.toolCancelled, failureTypes.modelAborted];

function timeoutMs({ charter, calls }: RunState, of: string): number {
  const tool = calls.find(({ id }) => id === of)?.tool;
  const policy = tool === undefined ? charter?.model : charter?.tools[tool];
  return policy?.timeoutMs ?? Number.POSITIVE_INFINITY;
}
