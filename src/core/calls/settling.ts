import type { CharterTool } from '../charter/charter.ts';
import { setEffectState } from '../effects/effect.ts';
import type { RunState } from '../run/run-state.ts';
import type { Failure } from '../values/failure.ts';
import type { Json } from '../values/json.ts';
import { cancelledAnswer, denialAnswer, failureAnswer, outputAnswer } from './answers.ts';
import { answerCall, type Call } from './call.ts';
import { replaceCall } from './replace-call.ts';

/** After an attempt's deadline its effect may still commit for so long. */
const settlingGraceMs = 2_000;
/** Kept for a repeated intent; a larger answer is not. */
const keptAnswerBytes = 4_096;

/** Nobody knows whether a write took effect: wait until it can no longer commit, then probe; without a probe, ask. */
export function startSettling(state: RunState, call: Call, tool: CharterTool, failure: Failure): RunState {
  const lost: Call = {
    ...call,
    lastFailure: failure,
    progress: {
      state: 'settling',
      // The last attempt may have begun just now: a retry, or one that waited for a worker.
      notBeforeMs: state.nowMs + tool.timeoutMs + settlingGraceMs,
      by: 'probe',
    },
  };
  const unknown = {
    ...replaceCall(state, lost),
    effects: setEffectState(state.effects, call.id, { state: 'unknown' }),
  };
  return tool.has.includes('probe') ? unknown : askPerson(unknown, lost);
}

/** A person may tell that it happened and not what the tool would have answered. */
export function settleApplied(state: RunState, call: Call, output: Json | undefined): RunState {
  const answer = outputAnswer(output ?? 'done');
  return {
    ...replaceCall(state, answerCall(call, answer)),
    effects: setEffectState(state.effects, call.id, {
      state: 'applied',
      ...(output === undefined ? {} : { output }),
      ...keptAnswer(answer.content),
    }),
  };
}

/** `again`: it is sent again. */
export function settleAbsent(state: RunState, call: Call, again: boolean): RunState {
  const effects = setEffectState(state.effects, call.id, { state: 'absent' });
  if (again) return { ...replaceCall(state, { ...call, progress: { state: 'ready' } }), effects };
  const answer = call.lastFailure
    ? failureAnswer(call.tool, call.lastFailure)
    : denialAnswer('it did not take effect.');
  return {
    ...replaceCall(state, answerCall(call, answer)),
    effects,
    counters: { ...state.counters, toolErrors: state.counters.toolErrors + 1 },
  };
}

/** No probe can tell. A cancelled run waits for nobody: its effect stays unknown, and can be settled after the close. */
export function askPerson(state: RunState, call: Call): RunState {
  if (call.progress.state !== 'settling') return state;
  if (state.cancel) return replaceCall(state, answerCall(call, cancelledAnswer));
  return replaceCall(state, { ...call, progress: { ...call.progress, by: 'person' } });
}

export function keptAnswer(content: string): { answer: string } | Record<string, never> {
  return content.length <= keptAnswerBytes ? { answer: content } : {};
}
