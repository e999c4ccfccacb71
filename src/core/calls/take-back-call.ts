import { setEffectState } from '../effects/effect.ts';
import type { RunEvent } from '../run/run-event.ts';
import type { RunState } from '../run/run-state.ts';
import { type Failure, wasNotTaken } from '../values/failure.ts';
import { answerCall, type Call } from './call.ts';
import { dispatchedCalls } from './guard-facts.ts';
import { replaceCall } from './replace-call.ts';
import { countEnded } from './send-again.ts';
import { isStopping, stoppedAnswer } from './stopping.ts';

/**
 * Take back that something was started for a call: whoever took it last did nothing. Attempts that came to an end before
 * stay counted; whether one of an earlier dispatch `acted` is not known.
 */
export function takeBackCall(state: RunState, call: Call, failure: Failure, acted: boolean): RunState {
  const { progress } = call;
  switch (progress.state) {
    case 'preparing': {
      const looks = call.looks - 1;
      return replaceCall(state, { ...call, looks, progress: { ...progress, started: false } });
    }
    case 'settling':
      return replaceCall(state, { ...call, progress: { ...progress, by: 'probe' } });
    case 'acting':
      return takeBackDispatch(state, countEnded(call, failure), acted);
    default:
      return state;
  }
}

function takeBackDispatch(state: RunState, call: Call, acted: boolean): RunState {
  const dispatches = call.dispatches - 1;
  const first = dispatches === 0 ? 1 : 0;
  const back: Call = { ...call, dispatches, progress: { state: 'ready' } };
  return {
    ...replaceCall(state, isStopping(state) ? answerCall(back, stoppedAnswer(state)) : back),
    effects: setEffectState(state.effects, call.id, { state: acted ? 'unknown' : 'absent' }),
    counters: { ...state.counters, toolCalls: state.counters.toolCalls - first },
    callsByTool: { ...state.callsByTool, [call.tool]: dispatchedCalls(state, call.tool) - first },
  };
}

/**
 * A call that a worker gave back may have been begun by a dispatch before that was lost. What Temporal tried before within
 * the same dispatch had certainly no effect, or it would not have tried again.
 */
export function mayHaveActed(state: RunState, event: RunEvent & { readonly failure: Failure }): boolean {
  if (event.type !== 'tool-failed') return false;
  return state.calls.some(({ id, mayHaveActed: acted }) => id === event.id && acted === true);
}

/** Whether a call certainly never ran: no worker had what it takes, or could read what its run did before a reset. */
export function neverRan(state: RunState, event: Extract<RunEvent, { type: 'tool-failed' }>): boolean {
  return wasNotTaken(event.failure) && !mayHaveActed(state, event);
}
