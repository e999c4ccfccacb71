import { reachedLimit } from '../budget/limits.ts';
import { resultsTooLargeAnswer } from '../calls/answers.ts';
import { type Call, isAnswered } from '../calls/call.ts';
import { stopWrites } from '../calls/hand-over.ts';
import { recheckBeforeDispatch } from '../calls/recheck-before-dispatch.ts';
import { numberEffects } from '../calls/step-numbers.ts';
import { maxTurnResultBytes } from '../calls/turn-limits.ts';
import type { ToolMessage } from '../context/message.ts';
import { appendMessages, trimTranscript } from '../context/transcript.ts';
import { maxWindowBytes, trimmedWindowBytes } from '../context/window-limits.ts';
import { withPlan } from '../context/window-note.ts';
import { lastUndo } from '../undo/undo-state.ts';
import { utf8Bytes } from '../values/json.ts';
import type { RunOutcome } from './outcome.ts';
import { type RunState } from './run-state.ts';
import { advanceRunUndo, outcomeOfUndo } from './run-undo.ts';
import { isIdle, isUsersTurn } from './stage.ts';

/** Hears of the calls of a turn as they stand when it closes; afterwards the state has them no more. */
export type TurnListener = (calls: readonly Call[]) => void;

/** Move a run on as far as the known facts allow: close the turn, take messages in, end where an end is due. */
export function advanceRun(state: RunState, onTurnEnd?: TurnListener): RunState {
  const turned = closeTurn(recheckBeforeDispatch(stopWrites(state)), onTurnEnd);
  if (!isIdle(turned)) return turned;
  const moved = heardOut(advanceRunUndo(turned));
  if (moved.undos.current || moved.calls.length > 0) return moved;
  if (moved.ending && !moved.cancel?.undo) return close(moved, moved.ending);
  if (moved.cancel) return close(moved, outcomeOfCancel(moved, moved.cancel));
  const { charter } = moved;
  if (!charter) return moved;
  const fed = takeInbox(moved);
  if (isUsersTurn(fed)) return atUsersTurn(fed);
  const limit = reachedLimit(fed, charter);
  if (limit) return close(fed, { kind: 'partial', reason: limit });
  return fed.transcript.bytes > maxWindowBytes
    ? { ...fed, transcript: trimTranscript(fed.transcript, trimmedWindowBytes, withPlan(fed.plan)) }
    : fed;
}

/** A model that finishes while the user's next message waits has not heard it: the conversation goes on. */
function heardOut(state: RunState): RunState {
  const goesOn = state.task.chat === true && !state.conversationEnded && state.inbox.length > 0;
  if (state.ending?.kind !== 'answered' || !goesOn) return state;
  const { ending: _, ...rest } = state;
  return rest;
}

/** Results enter the transcript together, in the model's order, when the last call of the turn is answered. */
function closeTurn(state: RunState, onTurnEnd?: TurnListener): RunState {
  if (state.calls.length === 0 || !state.calls.every(isAnswered)) return state;
  onTurnEnd?.(state.calls);
  return {
    ...state,
    calls: [],
    ...failures(state),
    effects: numberEffects(state),
    transcript: appendMessages(state.transcript, resultMessages(state.calls)),
  };
}

/** A person's no is no failure, and no success either. */
function failures({ calls, failureStreak }: RunState): Partial<RunState> {
  const tried = calls.filter(({ rejectedAs }) => rejectedAs === undefined);
  if (tried.length === 0) return {};
  const allFailed = tried.every(({ progress }) => progress.state === 'answered' && progress.answer.isError);
  return allFailed ? { failureStreak: failureStreak + 1, lastFailure: 'calls' } : { failureStreak: 0 };
}

function resultMessages(calls: readonly Call[]): readonly ToolMessage[] {
  let bytes = 0;
  return calls.map((call) => {
    let answer = call.progress.state === 'answered' ? call.progress.answer : resultsTooLargeAnswer;
    const size = utf8Bytes(answer.content);
    if (bytes + size > maxTurnResultBytes) answer = resultsTooLargeAnswer;
    else bytes += size;
    const { id: callId, providerCallId, tool } = call;
    return { role: 'tool', callId, providerCallId, tool, ...answer };
  });
}

function takeInbox(state: RunState): RunState {
  if (isUsersTurn(state)) return state;
  const messages = [...state.notes, ...state.inbox];
  if (messages.length === 0) return state;
  const { question: _, ...rest } = state;
  const rejections = state.inbox.length > 0 ? [] : state.rejections;
  return {
    ...rest,
    rejections,
    notes: [],
    inbox: [],
    transcript: appendMessages(state.transcript, messages),
  };
}

function atUsersTurn(state: RunState): RunState {
  const awaitsUser = state.task.chat === true || state.question !== undefined;
  if (awaitsUser && !state.conversationEnded) return state;
  return close(state, { kind: 'answered' });
}

function outcomeOfCancel(state: RunState, cancel: NonNullable<RunState['cancel']>): RunOutcome {
  const undo = cancel.undo ? lastUndo(state.undos) : undefined;
  if (undo) return outcomeOfUndo(undo, state.effects);
  const because = cancel.reason === undefined ? '' : `: ${cancel.reason}`;
  return {
    kind: 'cancelled',
    reason: { code: 'cancel_requested', message: `Cancelled by ${cancel.by}${because}` },
  };
}

/** An end never throws work away: the last text goes along. A greeting is no answer. */
function close(state: RunState, outcome: RunOutcome): RunState {
  const answer = outcome.answer ?? (state.turn > 0 ? state.lastMessage : undefined);
  return {
    ...state,
    outcome: answer === undefined ? outcome : { ...outcome, answer },
    closedAtMs: state.nowMs,
  };
}
