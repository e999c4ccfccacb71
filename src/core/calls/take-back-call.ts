import { setEffectState } from '../effects/effect.ts';
import type { RunEvent } from '../run/run-event.ts';
import type { RunState } from '../run/run-state.ts';
import type { Failure } from '../values/failure.ts';
import { failureTypes } from '../values/failure-types.ts';
import { cancelledAnswer } from './answers.ts';
import { answerCall, type Call } from './call.ts';
import { dispatchedCalls } from './guard-facts.ts';
import { replaceCall } from './replace-call.ts';

/** Take back that something was started for a call: nothing of it ran, unless an attempt before may have acted. */
export function takeBackCall(state: RunState, call: Call, acted: boolean): RunState {
  const { progress } = call;
  switch (progress.state) {
    case 'preparing': {
      const looks = call.looks - 1;
      return replaceCall(state, { ...call, looks, progress: { ...progress, started: false } });
    }
    case 'settling':
      return replaceCall(state, { ...call, progress: { ...progress, by: 'probe' } });
    case 'acting':
      return takeBackDispatch(state, call, acted);
    default:
      return state;
  }
}

function takeBackDispatch(state: RunState, call: Call, acted: boolean): RunState {
  const dispatches = call.dispatches - 1;
  const first = dispatches === 0 ? 1 : 0;
  const back: Call = { ...call, dispatches, progress: { state: 'ready' } };
  return {
    ...replaceCall(state, state.cancel ? answerCall(back, cancelledAnswer) : back),
    effects: setEffectState(state.effects, call.id, { state: acted ? 'unknown' : 'absent' }),
    counters: { ...state.counters, toolCalls: state.counters.toolCalls - first },
    callsByTool: { ...state.callsByTool, [call.tool]: dispatchedCalls(state, call.tool) - first },
  };
}

/** A call that a worker gave back may have been begun by another one before: in this dispatch, or in one that was lost. */
export function mayHaveActed(state: RunState, event: RunEvent & { readonly failure: Failure }): boolean {
  if (event.type !== 'tool-failed') return false;
  if (state.calls.some(({ id, mayHaveActed: acted }) => id === event.id && acted)) return true;
  const before = (state.unserved ?? []).find(({ of }) => of === event.id);
  return before?.mayHaveActed === true || (event.failure.attempts ?? 1) > 1;
}

/** Whether a call certainly never ran: no worker had what it takes, or could read what its run did before a reset. */
export function neverRan(state: RunState, event: Extract<RunEvent, { type: 'tool-failed' }>): boolean {
  const { workerLacks, pastUnread } = failureTypes;
  return [workerLacks, pastUnread].some((type) => type === event.failure.type) && !mayHaveActed(state, event);
}
