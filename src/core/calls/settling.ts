import type { CharterTool } from '../charter/charter.ts';
import { setEffectState } from '../effects/effect.ts';
import type { RunState } from '../run/run-state.ts';
import type { Failure } from '../values/failure.ts';
import { given } from '../values/given.ts';
import type { Json } from '../values/json.ts';
import { denialAnswer, failureAnswer, outputAnswer } from './answers.ts';
import { answerCall, type Call } from './call.ts';
import { replaceCall } from './replace-call.ts';
import { noTries } from './send-again.ts';
import { isStopping, leftUnknown } from './stopping.ts';

/** Kept for a repeated intent; a larger answer is not. */
const keptAnswerBytes = 4_096;

/**
 * Nobody knows whether a write took effect: wait until it can no longer commit, as far as its tool says when that is,
 * then probe; without a probe, ask.
 */
export function startSettling(state: RunState, call: Call, tool: CharterTool, failure: Failure): RunState {
  const lost: Call = {
    ...call,
    mayHaveActed: true,
    lastFailure: failure,
    progress: {
      state: 'settling',
      // The last attempt may have begun just now: a retry, or one that waited for a worker.
      notBeforeMs: state.nowMs + tool.timeoutMs + (tool.commitsWithinMs ?? 0),
      by: 'probe',
    },
  };
  const unknown = {
    ...replaceCall(state, lost),
    effects: setEffectState(state.effects, call.id, { state: 'unknown' }),
  };
  return tool.has.includes('probe') ? unknown : askPerson(unknown, lost);
}

/** A call that may have acted was to be sent again, and its run stops: it is not, and what it did is looked for. */
export function settleStopped(state: RunState, call: Call): RunState {
  const tool = state.charter?.tools[call.tool];
  if (!tool || !call.lastFailure) return replaceCall(state, answerCall(call, leftUnknown(state, call)));
  return startSettling(state, call, tool, call.lastFailure);
}

/** A person may tell that it happened and not what the tool would have answered. */
export function settleApplied(state: RunState, call: Call, output: Json | undefined): RunState {
  const answer = outputAnswer(output ?? 'done');
  return {
    ...replaceCall(state, answerCall(call, answer)),
    effects: setEffectState(state.effects, call.id, {
      state: 'applied',
      ...given({ output }),
      ...keptAnswer(answer.content),
    }),
  };
}

/** `again`: it is sent again. */
export function settleAbsent(state: RunState, call: Call, again: boolean): RunState {
  if (again) return sendAnew(state, call);
  const effects = setEffectState(state.effects, call.id, { state: 'absent' });
  const answer = call.lastFailure
    ? failureAnswer(call.tool, call.lastFailure)
    : denialAnswer('it did not take effect.');
  return {
    ...replaceCall(state, answerCall(call, answer)),
    effects,
    counters: { ...state.counters, toolErrors: state.counters.toolErrors + 1 },
  };
}

/** Absent by now is not absent for good, unless its tool says how late an effect may still appear. */
function sendAnew(state: RunState, call: Call): RunState {
  const { mayHaveActed: _, ...rest } = call;
  const isProven = state.charter?.tools[call.tool]?.commitsWithinMs !== undefined;
  const { made, resent } = call.tries ?? noTries;
  const tries = { ...noTries, made, resent: resent + 1 };
  return {
    ...replaceCall(state, { ...(isProven ? rest : call), tries, progress: { state: 'ready' } }),
    effects: setEffectState(state.effects, call.id, { state: isProven ? 'absent' : 'unknown' }),
  };
}

/** No probe can tell. A stopping run waits for nobody: its effect stays unknown, and can be settled after the close. */
export function askPerson(state: RunState, call: Call): RunState {
  if (call.progress.state !== 'settling') return state;
  if (isStopping(state)) return replaceCall(state, answerCall(call, leftUnknown(state, call)));
  return replaceCall(state, { ...call, progress: { ...call.progress, by: 'person' } });
}

export function keptAnswer(content: string): { answer: string } | Record<string, never> {
  return content.length <= keptAnswerBytes ? { answer: content } : {};
}
