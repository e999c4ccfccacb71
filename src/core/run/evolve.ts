import { isOpen } from '../approvals/approval.ts';
import { cancelledAnswer } from '../calls/answers.ts';
import { answerCall, awaitsProbe, isUnderWay } from '../calls/call.ts';
import { onApprovalResolved } from '../calls/on-approval-resolved.ts';
import { onEffectSettled } from '../calls/on-effect-settled.ts';
import { onPrepared } from '../calls/on-prepared.ts';
import { onToolEnded } from '../calls/on-tool-ended.ts';
import { withoutHarnessMark } from '../context/harness-note.ts';
import { maxInboxBytes } from '../messages/message-limits.ts';
import { onModelAnswered } from '../model/on-model-answered.ts';
import { onModelFailed } from '../model/on-model-failed.ts';
import { onUndoEnded, type UndoEnd } from '../undo/undo-pass.ts';
import { unknownEffects } from '../undo/undo-plan.ts';
import type { Failure } from '../values/failure.ts';
import { failureTypes } from '../values/failure-types.ts';
import { utf8Bytes } from '../values/json.ts';
import { normaliseText } from '../values/normalise-text.ts';
import { advance, type TurnListener } from './advance.ts';
import { boundedEvent } from './bounded-event.ts';
import { completeCharter } from './complete-history.ts';
import { onTimePassed } from './deadlines.ts';
import { onCommandStarted } from './on-command-started.ts';
import type { OutcomeCode } from './outcome.ts';
import type { RunEvent } from './run-event.ts';
import { type RunState } from './run-state.ts';
import { isWaitingForPeople } from './stage.ts';

/**
 * Fold one fact into a run.
 *
 * An event that changes nothing (late, doubled, not expected in this state) returns the same reference. `onTurnEnd` only
 * listens, and decides nothing.
 */
export function evolve(state: RunState, event: RunEvent, onTurnEnd?: TurnListener): RunState {
  if (state.outcome) return state;
  const nowMs = Math.max(state.nowMs, event.atMs);
  const timed = nowMs === state.nowMs ? state : { ...state, nowMs };
  const folded = fold(timed, boundedEvent(event));
  if (folded === timed) return state;
  return startWaiting(advance(stopWaiting(folded), onTurnEnd));
}

function fold(state: RunState, event: RunEvent): RunState {
  switch (event.type) {
    case 'command-started':
      return onCommandStarted(state, event.id);
    case 'run-opened':
      return state.opening === 'done'
        ? state
        : { ...state, opening: 'done', charter: completeCharter(event.charter) };
    case 'run-opening-failed':
      return state.opening === 'done' ? state : onOpeningFailed(state, event.failure);
    case 'model-answered':
      return state.modelCall?.id === event.id && state.charter
        ? onModelAnswered(state, event.answer, state.charter)
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
    case 'effect-settled':
      return onEffectSettled(state, event);
    case 'approval-resolved':
      return onApprovalResolved(state, event.decision, event.atMs);
    case 'undo-requested':
      return onUndoRequested(state, event);
    case 'undo-ended':
      return onUndoEndOfRun(state, event.id, event.end);
    case 'time-passed':
      return onTimePassed(state, event.atMs);
    case 'user-spoke':
      return onUserSpoke(state, event.message, event.messageId);
    case 'conversation-ended':
      return state.conversationEnded || !takesMessages(state) ? state : { ...state, conversationEnded: true };
    case 'paused':
      return state.paused ? state : { ...state, paused: true };
    case 'resumed':
      return state.paused ? { ...state, paused: false } : state;
    case 'cancel-requested':
      return state.cancel && (state.cancel.undo || !event.undo) ? state : onCancelRequested(state, event);
  }
}

const openingCodes: Readonly<Record<string, OutcomeCode>> = {
  [failureTypes.agentUnknown]: 'agent_unknown',
  [failureTypes.providerNotConfigured]: 'provider_not_configured',
  [failureTypes.priceUnknown]: 'price_unknown',
  [failureTypes.taskInvalid]: 'task_invalid',
};

function onOpeningFailed(state: RunState, failure: Failure): RunState {
  const code = openingCodes[failure.type] ?? 'unexpected';
  return {
    ...state,
    opening: 'done',
    ending: { kind: 'failed', reason: { code, message: failure.message } },
  };
}

/** Message ids are remembered for this many messages. */
const rememberedMessageIds = 1_000;

function onUserSpoke(state: RunState, message: string, messageId: string): RunState {
  if (state.seenMessageIds.includes(messageId) || !takesMessages(state) || !inboxTakes(state, message)) {
    return state;
  }
  return {
    ...state,
    inbox: [...state.inbox, { role: 'user', content: withoutHarnessMark(normaliseText(message)) }],
    seenMessageIds: [...state.seenMessageIds, messageId].slice(-rememberedMessageIds),
  };
}

/** A conversation takes messages at any time, a task only the answer to its question. */
export function takesMessages({ task, question }: RunState): boolean {
  return task.chat === true || question !== undefined;
}

/** Whether one more message fits beside those that wait. */
export function inboxTakes(state: RunState, message: string): boolean {
  const waiting = state.inbox.reduce((sum, { content }) => sum + utf8Bytes(content), 0);
  return waiting + utf8Bytes(message) <= maxInboxBytes;
}

/** What has not started never will; what is under way is waited for, and so is what a probe can tell. A cancel that undoes may follow one that keeps. */
function onCancelRequested(
  state: RunState,
  event: { by: string; reason?: string; undo?: boolean },
): RunState {
  const { by, reason, undo = false } = event;
  const because = reason === undefined ? {} : { reason };
  return {
    ...state,
    cancel: { by, ...because, undo },
    calls: state.calls.map((call) =>
      isUnderWay(call) || awaitsProbe(call) ? call : answerCall(call, cancelledAnswer),
    ),
    approvals: state.approvals.map((approval) =>
      isOpen(approval) ? { ...approval, state: 'void' } : approval,
    ),
    ...(undo ? { undoRequest: { selection: {}, by, ...because } } : {}),
  };
}

function onUndoRequested(state: RunState, event: Extract<RunEvent, { type: 'undo-requested' }>): RunState {
  const { selection, by, reason } = event;
  if (state.undo || state.undoRequest || unknownEffects(state.effects, selection).length > 0) return state;
  return { ...state, undoRequest: { selection, by, ...(reason === undefined ? {} : { reason }) } };
}

function onUndoEndOfRun(state: RunState, id: string, end: UndoEnd): RunState {
  if (!state.undo || state.undo.current !== id) return state;
  const { pass, ledger } = onUndoEnded(state.undo, state.effects, id, end);
  return { ...state, undo: pass, effects: ledger };
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
