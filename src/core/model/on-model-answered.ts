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
import type { AssistantMessage, Message } from '../context/message.ts';
import { appendMessages, markKnown } from '../context/transcript.ts';
import { callId } from '../ids/ids.ts';
import type { RunState } from '../run/run-state.ts';
import { given } from '../values/given.ts';
import type { ModelTurn } from './model-turn.ts';
import { noAttempts } from './turn-attempts.ts';

/** The message that an answer adds to the transcript; the worker derives the same one for its cache. */
export function assistantMessage(turn: number, answer: ModelTurn): AssistantMessage {
  return {
    role: 'assistant',
    content: answer.text,
    calls: answer.calls.map((call, index) => ({
      id: callId(turn, index + 1),
      providerCallId: call.providerCallId,
      tool: call.tool,
      arguments: call.arguments,
      ...given({ malformed: call.malformed }),
    })),
    ...given({ continuation: answer.continuation }),
  };
}

/** Take a model's answer in: book it, enter it in the transcript, rule on each proposed call. */
export function onModelAnswered(state: RunState, answer: ModelTurn, charter: Charter): RunState {
  const { modelCall: _, ...rest } = state;
  const booked: RunState = { ...rest, attempts: noAttempts, counters: book(state.counters, answer) };
  const fault = faultOf(answer);
  if (fault) {
    const isBlank = answer.text.trim() === '';
    const kept = isBlank ? [] : [assistantMessage(state.turn, answer)];
    return {
      ...booked,
      failureStreak: state.failureStreak + 1,
      transcript: appendMessages(markKnown(state.transcript), [...kept, fault]),
      ...(isBlank ? {} : { lastMessage: answer.text }),
    };
  }
  const spoken: RunState = {
    ...booked,
    transcript: markKnown(appendMessages(state.transcript, [assistantMessage(state.turn, answer)])),
    ...(answer.text.trim() === '' ? {} : { lastMessage: answer.text }),
    ...(answer.calls.length === 0 ? { failureStreak: 0 } : {}),
  };
  return answer.calls.reduce((current, _call, index) => propose(current, answer, index, charter), spoken);
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

/** An answer that cannot be taken as one: the model is told, and the turn counts as a failure. */
function faultOf(answer: ModelTurn): Message | undefined {
  if (answer.calls.length > 0) return undefined;
  if (answer.finishReason === 'length') {
    return harnessNote('Your last answer was cut off at the output limit. Give it again, shorter.');
  }
  if (answer.finishReason === 'content-filter') {
    return harnessNote("Your last answer was withheld by the provider's content filter. Answer differently.");
  }
  return answer.text.trim() === ''
    ? harnessNote('Your last answer was empty. Answer the user or call a tool.')
    : undefined;
}

function book(counters: RunState['counters'], answer: ModelTurn): RunState['counters'] {
  return {
    ...counters,
    inputTokens: counters.inputTokens + answer.usage.inputTokens,
    cachedInputTokens: counters.cachedInputTokens + answer.usage.cachedInputTokens,
    outputTokens: counters.outputTokens + answer.usage.outputTokens,
    costNanoUsd: counters.costNanoUsd + answer.costNanoUsd,
  };
}
