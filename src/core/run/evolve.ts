import { onEffectProbed } from '../calls/on-effect-probed.ts';
import { answerSettled } from '../calls/on-effect-settled.ts';
import { onPrepared } from '../calls/on-prepared.ts';
import { onToolEnded } from '../calls/on-tool-ended.ts';
import { callOf } from '../ids/ids.ts';
import { onMessage } from '../messages/run-messages.ts';
import { endProviderWait } from '../model/await-provider.ts';
import { onModelAnswered } from '../model/on-model-answered.ts';
import { onModelFailed } from '../model/on-model-failed.ts';
import { onPastRead } from '../resets/on-past-read.ts';
import { foldUndoOfRun } from '../undo/undo-of-run.ts';
import { onWorkSeen, type RunningWork } from '../work/time-limit.ts';
import { advanceRun, type TurnListener } from './advance-run.ts';
import { bookWork } from './book-work.ts';
import { boundedEvent } from './bounded-event.ts';
import { completeCharter } from './complete-history.ts';
import { onTimePassed } from './deadlines.ts';
import { onCommandStarted } from './on-command-started.ts';
import { onOpened, onOpeningFailed } from './on-opened.ts';
import { forgetEnded, forgetServed } from './on-unserved.ts';
import type { RunEvent } from './run-event.ts';
import { type RunState } from './run-state.ts';
import { isWaitingForPeople } from './stage.ts';
import { takenBack } from './taken-back.ts';

/**
 * Fold one fact into a run.
 *
 * An event that changes nothing (late, doubled, refused, not expected in this state) returns the same reference.
 * `onTurnEnd` only listens, and decides nothing.
 */
export function evolve(state: RunState, event: RunEvent, onTurnEnd?: TurnListener): RunState {
  if (state.outcome) return state;
  const nowMs = Math.max(state.nowMs, event.atMs);
  const timed = nowMs === state.nowMs ? state : { ...state, nowMs };
  const bounded = boundedEvent(timed, event);
  const folded = takenBack(timed, bounded) ?? forgetEnded(timed, fold(timed, bounded), bounded);
  if (folded === timed) return state;
  return startWaiting(forgetServed(advanceRun(bookWork(stopWaiting(folded), bounded), onTurnEnd)));
}

function fold(state: RunState, event: RunEvent): RunState {
  switch (event.type) {
    case 'command-started':
      return onCommandStarted(state, event.id);
    case 'run-opened':
      return state.opening === 'done' ? state : onOpened(state, completeCharter(event.charter));
    case 'run-opening-failed':
      return state.opening === 'done' ? state : onOpeningFailed(state, event.failure);
    case 'model-answered':
      return state.modelCall?.id === event.id && state.charter
        ? endProviderWait(onModelAnswered(state, event.answer, state.charter))
        : state;
    case 'model-failed':
      return state.modelCall?.id === event.id ? onModelFailed(state, event.failure) : state;
    case 'tool-succeeded':
    case 'tool-rejected':
    case 'tool-voided':
    case 'tool-failed':
      return onToolEnded(state, event);
    case 'call-prepared':
    case 'prepare-rejected':
    case 'prepare-failed':
    case 'edit-checked':
      return onPrepared(state, event);
    case 'effect-probed':
    case 'probe-failed':
      return onEffectProbed(state, event);
    case 'undo-ended':
      return foldUndoOfRun(state, event);
    case 'settlement-checked':
      return answerSettled(foldUndoOfRun(state, event), event.id);
    case 'past-read':
      return onPastRead(state, event);
    case 'work-seen':
      return onWorkSeen(state, runningMs(event.running));
    case 'time-passed':
      return onTimePassed(state, event.atMs);
    default:
      return onMessage(state, event);
  }
}

/** For how long what is under way runs, by what it is for. */
function runningMs(running: RunningWork): (of: string) => number {
  if (running === 'all') return () => Number.POSITIVE_INFINITY;
  const byWork = Object.entries(running).map(([id, ms]) => [callOf(id) ?? id, ms] as const);
  return (of) => Math.max(0, ...byWork.flatMap(([work, ms]) => (work === of ? [ms] : [])));
}

function stopWaiting(state: RunState): RunState {
  const { sinceMs, totalMs } = state.humanWait;
  if (sinceMs === undefined || isWaitingForPeople(state)) return state;
  return { ...state, humanWait: { totalMs: totalMs + state.nowMs - sinceMs } };
}

function startWaiting(state: RunState): RunState {
  const { sinceMs, totalMs } = state.humanWait;
  if (state.outcome && sinceMs !== undefined) {
    return { ...state, humanWait: { totalMs: totalMs + state.nowMs - sinceMs } };
  }
  if (sinceMs !== undefined || !isWaitingForPeople(state)) return state;
  const { checkAtMs: _, ...worked } = state.worked;
  return { ...state, worked, humanWait: { totalMs, sinceMs: state.nowMs } };
}
