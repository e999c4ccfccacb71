import { advance } from './advance.ts';
import { cancelledAnswer } from './answers.ts';
import { answerCall } from './call.ts';
import { foldCallEnd } from './call-end.ts';
import { foldCommandStart } from './command-start.ts';
import type { Failure } from './failure.ts';
import { failureTypes } from './failure-types.ts';
import { utf8Bytes } from './json.ts';
import { foldModelAnswer } from './model-answer.ts';
import { foldModelFailure } from './model-trouble.ts';
import type { OutcomeCode } from './outcome.ts';
import type { RunEvent } from './run-event.ts';
import { maxInboxBytes, type RunState } from './run-state.ts';
import { isWaitingForPeople } from './stage.ts';

/**
 * Fold one fact into a run.
 *
 * An event that changes nothing (late, doubled, not expected in this state) returns the same reference.
 */
export function evolve(state: RunState, event: RunEvent): RunState {
  if (state.outcome) return state;
  const folded = fold(state, event);
  if (folded === state) return state;
  return startWaiting(advance(stopWaiting({ ...folded, nowMs: Math.max(state.nowMs, event.atMs) })));
}

function fold(state: RunState, event: RunEvent): RunState {
  switch (event.type) {
    case 'command-started':
      return foldCommandStart(state, event.id);
    case 'run-opened':
      return state.opening === 'done' ? state : { ...state, opening: 'done', charter: event.charter };
    case 'run-opening-failed':
      return state.opening === 'done' ? state : foldOpeningFailure(state, event.failure);
    case 'model-answered':
      return state.modelCall?.id === event.id && state.charter
        ? foldModelAnswer(state, event.answer, state.charter)
        : state;
    case 'model-failed':
      return state.modelCall?.id === event.id ? foldModelFailure(state, event.failure) : state;
    case 'tool-succeeded':
    case 'tool-rejected':
    case 'tool-failed':
      return foldCallEnd(state, event);
    case 'user-spoke':
      return foldUserMessage(state, event.message, event.messageId);
    case 'conversation-ended':
      return state.conversationEnded ? state : { ...state, conversationEnded: true };
    case 'paused':
      return state.paused ? state : { ...state, paused: true };
    case 'resumed':
      return state.paused ? { ...state, paused: false } : state;
    case 'cancel-requested':
      return state.cancel ? state : foldCancel(state, event);
  }
}

const openingCodes: Readonly<Record<string, OutcomeCode>> = {
  [failureTypes.agentUnknown]: 'agent_unknown',
  [failureTypes.providerNotConfigured]: 'provider_not_configured',
  [failureTypes.priceUnknown]: 'price_unknown',
  [failureTypes.taskInvalid]: 'task_invalid',
};

function foldOpeningFailure(state: RunState, failure: Failure): RunState {
  const code = openingCodes[failure.type] ?? 'unexpected';
  return {
    ...state,
    opening: 'done',
    ending: { kind: 'failed', reason: { code, message: failure.message } },
  };
}

/** Message ids are remembered for this many messages. */
const rememberedMessageIds = 1_000;

function foldUserMessage(state: RunState, message: string, messageId: string): RunState {
  if (state.seenMessageIds.includes(messageId)) return state;
  return {
    ...state,
    inbox: [...state.inbox, { role: 'user', content: message }],
    seenMessageIds: [...state.seenMessageIds, messageId].slice(-rememberedMessageIds),
  };
}

/** Whether one more message fits beside those that wait. */
export function inboxTakes(state: RunState, message: string): boolean {
  const waiting = state.inbox.reduce((sum, { content }) => sum + utf8Bytes(content), 0);
  return waiting + utf8Bytes(message) <= maxInboxBytes;
}

/** What has not started never will; what is under way is waited for. */
function foldCancel(state: RunState, event: { by: string; reason?: string }): RunState {
  const { by, reason } = event;
  return {
    ...state,
    cancel: { by, ...(reason === undefined ? {} : { reason }) },
    calls: state.calls.map((call) =>
      call.progress.state === 'acting' ? call : answerCall(call, cancelledAnswer),
    ),
  };
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
  return { ...state, humanWait: { totalMs, sinceMs: state.nowMs } };
}
