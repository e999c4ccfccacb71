import type { CharterTool } from '../charter/charter.ts';
import { type LedgerEntry, settledState, settleEffect } from '../effects/effect.ts';
import type { RunEvent } from '../run/run-event.ts';
import type { RunState } from '../run/run-state.ts';
import type { Failure } from '../values/failure.ts';
import type { Json } from '../values/json.ts';
import { cancelledAnswer, denialAnswer, failureAnswer, outputAnswer } from './answers.ts';
import { answerCall, type Call } from './call.ts';
import { replaceCall } from './replace-call.ts';

/** After an attempt's deadline its effect may still commit for so long. */
const settlingGraceMs = 2_000;
/** A call that a probe found absent is sent again at most so often. */
const maxDispatches = 3;
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
    effects: settleEffect(state.effects, call.id, { state: 'unknown' }),
  };
  return tool.has.includes('probe') ? unknown : askPerson(unknown, lost);
}

type Settled = Extract<RunEvent, { type: 'effect-probed' | 'probe-failed' | 'effect-settled' }>;

/** Take in the truth about an unknown effect, from a probe or from a person. */
export function onEffectSettled(state: RunState, event: Settled): RunState {
  const call = state.calls.find(({ id }) => id === event.id);
  if (call?.progress.state !== 'settling')
    return event.type === 'effect-settled' ? settleUndo(state, event.id, event.outcome) : state;
  const { by } = call.progress;
  if (event.type === 'effect-settled') {
    if (by !== 'person') return state;
    return event.outcome === 'applied' ? applied(state, call, event.output) : absent(state, call, false);
  }
  if (by !== 'probing') return state;
  if (event.type === 'probe-failed') return askPerson(state, call);
  switch (event.found.kind) {
    case 'applied':
      return applied(state, call, event.found.output);
    case 'absent':
      return absent(state, call, call.dispatches < maxDispatches && !state.cancel);
    case 'unknown':
      return askPerson(state, call);
  }
}

/** A person tells what became of an effect whose undo went wrong: reversed by hand, or left in the world. */
function settleUndo(state: RunState, id: string, outcome: 'applied' | 'absent'): RunState {
  const entry = state.effects.find((effect) => effect.id === id);
  if (!entry || !awaitsSettling(entry)) return state;
  return { ...state, effects: settleEffect(state.effects, id, settledState(entry, outcome)) };
}

/** The undo of this effect failed or met a conflict, and nobody has told how it ended. */
export function awaitsSettling({ state }: Pick<LedgerEntry, 'state'>): boolean {
  return state === 'undo-failed' || state === 'conflict';
}

/** A person may tell that it happened and not what the tool would have answered. */
function applied(state: RunState, call: Call, output: Json | undefined): RunState {
  const answer = outputAnswer(output ?? 'done');
  return {
    ...replaceCall(state, answerCall(call, answer)),
    effects: settleEffect(state.effects, call.id, {
      state: 'applied',
      ...(output === undefined ? {} : { output }),
      ...keptAnswer(answer.content),
    }),
  };
}

function absent(state: RunState, call: Call, again: boolean): RunState {
  const effects = settleEffect(state.effects, call.id, { state: 'absent' });
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

/** A cancelled run waits for nobody: its effect stays unknown, and can be settled after the close. */
function askPerson(state: RunState, call: Call): RunState {
  if (call.progress.state !== 'settling') return state;
  if (state.cancel) return replaceCall(state, answerCall(call, cancelledAnswer));
  return replaceCall(state, { ...call, progress: { ...call.progress, by: 'person' } });
}

export function keptAnswer(content: string): { answer: string } | Record<string, never> {
  return content.length <= keptAnswerBytes ? { answer: content } : {};
}
