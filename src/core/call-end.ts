import { failureAnswer, outputAnswer, rejectionAnswer } from './answers.ts';
import { answerCall, type Call, type CallAnswer } from './call.ts';
import { type EffectState, settleEffect } from './effect.ts';
import type { Failure } from './failure.ts';
import { failureTypes } from './failure-types.ts';
import type { RunEvent } from './run-event.ts';
import type { RunState } from './run-state.ts';

type CallEnd = Extract<RunEvent, { type: 'tool-succeeded' | 'tool-rejected' | 'tool-failed' }>;

/** Take in the end of a tool call, also after a cancel: what was started is never dropped. */
export function foldCallEnd(state: RunState, event: CallEnd): RunState {
  const call = state.calls.find(({ id }) => id === event.id);
  if (call?.progress.state !== 'acting') return state;
  const { answer, effect } = readEnd(call, event);
  const effects = settleEffect(state.effects, call.id, effect);
  const lost = effects.find(({ id, state: settled }) => id === call.id && settled === 'unknown');
  return {
    ...state,
    calls: state.calls.map((other) => (other === call ? answerCall(other, answer) : other)),
    effects,
    counters: { ...state.counters, toolErrors: state.counters.toolErrors + (answer.isError ? 1 : 0) },
    ...(lost
      ? {
          ending: state.ending ?? {
            kind: 'failed',
            reason: {
              code: 'effect_unknown',
              message: `Nobody knows whether ${call.tool} (${call.id}) took effect: ${answer.content} Check ${lost.summary} by hand.`,
            },
          },
        }
      : {}),
  };
}

function readEnd(call: Call, event: CallEnd): { answer: CallAnswer; effect: EffectState } {
  switch (event.type) {
    case 'tool-succeeded':
      return { answer: outputAnswer(event.output), effect: 'applied' };
    case 'tool-rejected':
      return { answer: rejectionAnswer(event.message), effect: 'absent' };
    case 'tool-failed':
      return { answer: failureAnswer(call.tool, event.failure), effect: effectAfter(event.failure) };
  }
}

/** A tool whose answer could not be used has done its work; any other failure may hide an effect. */
function effectAfter(failure: Failure): EffectState {
  const done: readonly string[] = [failureTypes.toolOutputInvalid, failureTypes.toolOutputTooLarge];
  return done.includes(failure.type) ? 'applied' : 'unknown';
}
