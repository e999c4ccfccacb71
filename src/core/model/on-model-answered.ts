import { rejectionAnswer, tooManyCallsAnswer } from '../calls/answers.ts';
import { answerCall, type Call } from '../calls/call.ts';
import { applyControlCall, controlAnswer, keepText } from '../calls/control-calls.ts';
import { isControlTool } from '../calls/control-tools.ts';
import { noteRefused } from '../calls/note-refused.ts';
import { ruleOn } from '../calls/rule-call.ts';
import { isStopping, stoppedAnswer } from '../calls/stopping.ts';
import { maxCallsPerTurn } from '../calls/turn-limits.ts';
import type { Charter } from '../charter/charter.ts';
import { harnessNote } from '../context/harness-note.ts';
import { appendMessages, markKnown } from '../context/transcript.ts';
import { callId } from '../ids/ids.ts';
import type { FailedTurn, RunState } from '../run/run-state.ts';
import { keptMessages } from './kept-messages.ts';
import type { ModelTurn } from './model-turn.ts';
import { onAnswerNotWhole } from './on-answer-not-whole.ts';
import { noAttempts } from './turn-attempts.ts';
import { tellUnmadeCall, type UnmadeCall } from './unmade-call.ts';

/**
 * Take a model's answer in: book it, enter it in the transcript, rule on each proposed call.
 *
 * Only a whole answer is taken; of any other nothing is ruled on.
 */
export function onModelAnswered(state: RunState, answer: ModelTurn, charter: Charter): RunState {
  const { modelCall, ...rest } = state;
  const booked: RunState = {
    ...rest,
    counters: book(state.counters, answer, modelCall?.reservedNanoUsd ?? 0),
  };
  const { ending } = answer;
  if (ending.kind === 'broken') return onAnswerNotWhole(booked, answer, ending, charter);
  const settled: RunState = { ...booked, attempts: noAttempts };
  if (ending.kind !== 'whole') return onAnswerNotWhole(settled, answer, ending, charter);
  const spoken: RunState = {
    ...settled,
    transcript: markKnown(appendMessages(state.transcript, keptMessages(state.turn, answer))),
    ...(answer.text.trim() === '' ? {} : { lastMessage: answer.text }),
  };
  if (answer.calls.length === 0) {
    if (answer.unmade) return onUnmadeCall(spoken, answer.unmade);
    if (answer.text.trim() === '') return askedAnew(spoken, emptyAnswer, 'empty');
  }
  const { askedAgain: _, ...taken } = spoken;
  const heard: RunState = answer.calls.length === 0 ? { ...taken, failureStreak: 0 } : taken;
  return answer.calls.reduce((current, _call, index) => propose(current, answer, index, charter), heard);
}

function propose(state: RunState, answer: ModelTurn, index: number, charter: Charter): RunState {
  const proposed = answer.calls[index];
  if (!proposed) return state;
  const { check, tool } = proposed;
  const parsed = check.kind === 'valid' ? check.arguments : undefined;
  const call: Call = {
    id: callId(state.turn, index + 1),
    turn: state.turn,
    index: index + 1,
    providerCallId: proposed.providerCallId,
    tool,
    arguments: parsed ?? proposed.arguments,
    ...(parsed === undefined ? {} : { written: proposed.arguments }),
    facts: check.kind === 'valid' ? check.facts : { resources: [] },
    ...(check.kind === 'valid' && check.origin !== undefined ? { origin: check.origin } : {}),
    revision: 0,
    looks: 0,
    dispatches: 0,
    progress: { state: 'proposed' },
  };
  const add = (to: RunState, ruled: Call): RunState => ({ ...to, calls: [...to.calls, ruled] });
  if (index >= maxCallsPerTurn) return add(state, answerCall(call, tooManyCallsAnswer));
  if (check.kind === 'invalid') {
    const { reason, message } = check;
    return noteRefused(add(state, answerCall(call, rejectionAnswer(message))), call, reason, message);
  }
  if (isStopping(state) && isControlTool(tool)) {
    return add(keepText(state, tool, call.arguments), answerCall(call, stoppedAnswer(state)));
  }
  if (isControlTool(tool)) {
    return add(applyControlCall(state, tool, call.arguments), answerCall(call, controlAnswer(tool)));
  }
  if (isStopping(state)) return add(state, answerCall(call, stoppedAnswer(state)));
  return ruleOn(add(state, call), call, charter);
}

/** The model is asked once to make the call it meant; then each such answer is a turn that came to nothing. */
function onUnmadeCall(state: RunState, unmade: UnmadeCall): RunState {
  const note = tellUnmadeCall(unmade);
  if (state.askedAgain?.unmadeCall) return askedAnew(state, note, 'unmade');
  return {
    ...state,
    askedAgain: { ...state.askedAgain, unmadeCall: true },
    transcript: appendMessages(state.transcript, [harnessNote(note)]),
  };
}

const emptyAnswer = 'Your last answer was empty. Answer the user or call a tool.';

/** Tell the model what is wrong with its answer; the turn came to nothing. */
function askedAnew(state: RunState, note: string, lastFailure: FailedTurn): RunState {
  return {
    ...state,
    failureStreak: state.failureStreak + 1,
    lastFailure,
    transcript: appendMessages(state.transcript, [harnessNote(note)]),
  };
}

function book(
  counters: RunState['counters'],
  answer: ModelTurn,
  reservedNanoUsd: number,
): RunState['counters'] {
  return {
    ...counters,
    inputTokens: counters.inputTokens + answer.usage.inputTokens,
    cachedInputTokens: counters.cachedInputTokens + answer.usage.cachedInputTokens,
    outputTokens: counters.outputTokens + answer.usage.outputTokens,
    costNanoUsd: counters.costNanoUsd + answer.costNanoUsd,
    unsettledNanoUsd: counters.unsettledNanoUsd + (answer.inexact === undefined ? 0 : reservedNanoUsd),
  };
}
