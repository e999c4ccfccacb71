import { resultsTooLargeAnswer } from './answers.ts';
import { type Call, isAnswered } from './call.ts';
import { utf8Bytes } from './json.ts';
import { reachedLimit } from './limits.ts';
import type { ToolMessage } from './message.ts';
import type { RunOutcome } from './outcome.ts';
import { maxTurnResultBytes, maxWindowBytes, type RunState, trimmedWindowBytes } from './run-state.ts';
import { isIdle, isUsersTurn } from './stage.ts';
import { append, trim } from './transcript.ts';
import { withPlan } from './window-note.ts';

/** Move a run on as far as the known facts allow: close the turn, take messages in, end where an end is due. */
export function advance(state: RunState): RunState {
  const turned = closeTurn(state);
  if (!isIdle(turned) || turned.calls.length > 0) return turned;
  if (turned.ending) return close(turned, turned.ending);
  if (turned.cancel) return close(turned, cancelled(turned.cancel));
  const { charter } = turned;
  if (!charter) return turned;
  const fed = takeInbox(turned);
  if (isUsersTurn(fed)) return atUsersTurn(fed);
  const limit = reachedLimit(fed, charter);
  if (limit) return close(fed, { kind: 'partial', reason: limit });
  return fed.transcript.bytes > maxWindowBytes
    ? { ...fed, transcript: trim(fed.transcript, trimmedWindowBytes, withPlan(fed.plan)) }
    : fed;
}

/** Results enter the transcript together, in the model's order, when the last call of the turn is answered. */
function closeTurn(state: RunState): RunState {
  if (state.calls.length === 0 || !state.calls.every(isAnswered)) return state;
  const allFailed = state.calls.every(
    (call) => call.progress.state === 'answered' && call.progress.answer.isError,
  );
  return {
    ...state,
    calls: [],
    failureStreak: allFailed ? state.failureStreak + 1 : 0,
    transcript: append(state.transcript, resultMessages(state.calls)),
  };
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
  if (state.inbox.length === 0) return state;
  const { question: _, ...rest } = state;
  return { ...rest, inbox: [], transcript: append(state.transcript, state.inbox) };
}

function atUsersTurn(state: RunState): RunState {
  const awaitsUser = state.task.chat === true || state.question !== undefined;
  if (awaitsUser && !state.conversationEnded) return state;
  return close(state, { kind: 'answered' });
}

function cancelled(cancel: NonNullable<RunState['cancel']>): RunOutcome {
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
