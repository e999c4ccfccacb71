import { attemptsEnded } from '../attempts/count-attempts.ts';
import { jittered } from '../attempts/jitter.ts';
import { lackedBy } from '../attempts/lacked-by.ts';
import { queuedAtMostMs } from '../attempts/queue-time.ts';
import { maxLost, waitWhenLost } from '../attempts/wait-when-lost.ts';
import { waitWhenUnserved } from '../attempts/wait-when-unserved.ts';
import { isAnswered, isUnderWay } from '../calls/call.ts';
import { isStopping } from '../calls/stopping.ts';
import { mayHaveActed, takeBackCall } from '../calls/take-back-call.ts';
import { isPastReadId } from '../ids/ids.ts';
import { takeBackModelCall } from '../model/take-back-model-call.ts';
import { takeBackPastRead } from '../resets/on-past-read.ts';
import { lookRetry } from '../undo/undo-tries.ts';
import type { Failure } from '../values/failure.ts';
import { failureTypes } from '../values/failure-types.ts';
import { lateMs } from '../work/time-limit.ts';
import { sentOutMs } from './book-work.ts';
import type { RunEvent } from './run-event.ts';
import type { RunState } from './run-state.ts';
import type { Unserved } from './unserved.ts';

type Failed = Extract<RunEvent, { readonly failure: Failure }>;

/** What an event's failure is about: the call, the model call, or `open`. */
function subjectOf(event: Failed): string {
  return event.type === 'run-opening-failed' ? 'open' : event.id;
}

/** Failures that tell of the worker that took a command, not of the command: another one may be able to. */
const ofTheWorker: Readonly<Record<Failed['type'], readonly string[]>> = {
  'run-opening-failed': [failureTypes.agentUnknown, failureTypes.workerLacks],
  // Whoever opened the run had the provider.
  'model-failed': [failureTypes.providerNotConfigured, failureTypes.workerLacks],
  'tool-failed': [failureTypes.workerLacks, failureTypes.pastUnread],
  'prepare-failed': [failureTypes.workerLacks],
  'probe-failed': [failureTypes.workerLacks],
  'past-read': [failureTypes.workerLacks, failureTypes.pastUnread],
};

/** What is noted of a command that goes out again; undefined: its failure is its end. */
function nextEntry(state: RunState, event: Failed): Unserved | undefined {
  const of = subjectOf(event);
  const { times = 0, lost = 0, attempts = 0 } = unservedOf(state, of) ?? {};
  const told = { of, ...(lost > 0 ? { lost } : {}), ...(attempts > 0 ? { attempts } : {}) };
  const isOfTheWorker = ofTheWorker[event.type].includes(event.failure.type);
  if (isOfTheWorker || wasForgotten(state, event)) {
    // A stopping run sends nothing again: what a dispatch before did is looked for.
    if (isStopping(state) && mayHaveActed(state, event)) return undefined;
    const waitMs = waitWhenUnserved(times);
    if (waitMs === undefined) return undefined;
    const notBeforeMs = state.nowMs + jittered(waitMs, [state.firstRunId, of, times]);
    return { ...told, times: times + 1, notBeforeMs, lacking: lackingOf(state, event) };
  }
  if (!event.failure.lost || !looks.includes(event.type)) return undefined;
  const ended = attempts + attemptsEnded(event.failure);
  if (lost + 1 >= maxLost || ended >= lookRetry.maximumAttempts) return undefined;
  const notBeforeMs = state.nowMs + jittered(waitWhenLost(lost + 1), [state.firstRunId, of, times, lost]);
  return { of, times, lost: lost + 1, ...(ended > 0 ? { attempts: ended } : {}), notBeforeMs };
}

/** Ends of what changes nothing: it goes out again where its worker was lost. A tool's call has rules of its own. */
const looks: readonly Failed['type'][] = [
  'run-opening-failed',
  'prepare-failed',
  'probe-failed',
  'past-read',
];

/** Temporal ended its wait in the queue when nobody drove the run, so that nobody could have taken it. */
function wasForgotten(state: RunState, event: Failed): boolean {
  const sinceMs = sentOutMs(state, subjectOf(event));
  return (
    event.failure.type === failureTypes.notTaken &&
    sinceMs !== undefined &&
    state.nowMs - sinceMs > queuedAtMostMs + lateMs
  );
}

/**
 * Take back that a command was started where an event only says that it is to go out again: it is due again after a while,
 * under the same id. Undefined for any other event.
 */
export function onUnserved(state: RunState, event: RunEvent): RunState | undefined {
  if (!('failure' in event)) return undefined;
  const entry = nextEntry(state, event);
  if (!entry) return undefined;
  const takenBack = takeBack(state, event);
  if (takenBack === state) return state;
  return { ...takenBack, unserved: [...others(state, entry.of), entry] };
}

/** Of a command that was given back: it is held back until a worker may have come that can carry it out. */
export function unservedOf({ unserved = [] }: RunState, of: string): Unserved | undefined {
  return unserved.find((entry) => entry.of === of);
}

/** What the run waits for a worker to have, for people. */
export function lackingOfWorkers(state: RunState): readonly string[] {
  const { lacking: ofUndo } = state.undos.current ?? {};
  const undoing = ofUndo === undefined || state.outcome ? [] : [ofUndo];
  const lacking = waiting(state).flatMap(({ lacking: what }) => (what === undefined ? [] : [what]));
  return [...new Set([...lacking, ...undoing])];
}

/** When the next of them is due. */
export function unservedTimes(state: RunState): readonly number[] {
  return waiting(state).flatMap(({ notBeforeMs }) => (notBeforeMs > state.nowMs ? [notBeforeMs] : []));
}

/** Forget what went to a worker that could carry it out, or is wanted no more. */
export function forgetServed(state: RunState): RunState {
  if (!state.unserved) return state;
  return keepUnserved(
    state,
    state.unserved.filter(({ of }) => isOpen(state, of)),
  );
}

/** The same of one command, whose end the run has taken in. */
export function forgetEnded(before: RunState, after: RunState, event: RunEvent): RunState {
  if (after === before || !after.unserved || !('id' in event) || event.type === 'command-started')
    return after;
  return keepUnserved(after, others(after, event.id));
}

/** The list is absent, not empty, once nothing waits. */
function keepUnserved(state: RunState, open: readonly Unserved[]): RunState {
  if (open.length === state.unserved?.length) return state;
  const { unserved: _, ...rest } = state;
  return open.length === 0 ? rest : { ...rest, unserved: open };
}

function isOpen(state: RunState, of: string): boolean {
  if (of === 'open') return state.opening !== 'done' && !isStopping(state);
  if (isPastReadId(of)) return state.past?.look !== undefined && !isStopping(state);
  const call = state.calls.find(({ id }) => id === of);
  if (call) return !isAnswered(call);
  return state.modelCall ? state.modelCall.id === of : isModelWanted(state);
}

function isModelWanted(state: RunState): boolean {
  return !isStopping(state) && !state.ending && state.calls.length === 0;
}

/** Of these nothing is under way at present. */
function waiting(state: RunState): readonly Unserved[] {
  if (state.outcome) return [];
  return (state.unserved ?? []).filter(({ of }) => {
    if (of === 'open') return state.opening === 'wanted';
    if (isPastReadId(of)) return state.past?.look === 'wanted';
    const call = state.calls.find(({ id }) => id === of);
    return call ? !isAnswered(call) && !isUnderWay(call) : !state.modelCall;
  });
}

function takeBack(state: RunState, event: Failed): RunState {
  switch (event.type) {
    case 'run-opening-failed':
      return state.opening === 'started' ? { ...state, opening: 'wanted' } : state;
    case 'model-failed':
      return state.modelCall?.id === event.id ? takeBackModelCall(state) : state;
    case 'past-read':
      return takeBackPastRead(state);
    default: {
      const call = state.calls.find(({ id }) => id === event.id);
      return call && isUnderWay(call)
        ? takeBackCall(state, call, event.failure, mayHaveActed(state, event))
        : state;
    }
  }
}

function lackingOf(state: RunState, event: Failed): string {
  switch (event.type) {
    case 'run-opening-failed':
      return `the agent ${state.task.agent}`;
    case 'model-failed':
      return event.failure.type === failureTypes.providerNotConfigured
        ? `the configuration for ${state.charter?.model.id ?? 'its model'}`
        : `the agent ${state.task.agent}`;
    case 'past-read':
      return lackedBy(event.failure, 'readPast');
    default:
      return lackedBy(event.failure, state.calls.find(({ id }) => id === event.id)?.tool ?? '');
  }
}

function others({ unserved = [] }: RunState, of: string): readonly Unserved[] {
  return unserved.filter((entry) => entry.of !== of);
}
