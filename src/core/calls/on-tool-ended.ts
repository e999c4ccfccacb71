import { voidApproval } from '../approvals/run-approvals.ts';
import type { CharterTool } from '../charter/charter.ts';
import { type LedgerEntry, setEffectState } from '../effects/effect.ts';
import type { RunEvent } from '../run/run-event.ts';
import type { RunState } from '../run/run-state.ts';
import type { Failure } from '../values/failure.ts';
import { failureTypes } from '../values/failure-types.ts';
import { failureAnswer, outputAnswer, rejectionAnswer, unservedAnswer, voidedAnswer } from './answers.ts';
import { answerCall, type Call, type CallAnswer } from './call.ts';
import { replaceCall } from './replace-call.ts';
import { certainlyDidNothing, countTry, maySendAgain, sendAgain } from './send-again.ts';
import { keptAnswer, startSettling } from './settling.ts';
import { isStopping, stoppedAnswer } from './stopping.ts';
import { neverRan } from './take-back-call.ts';

type CallEnd = Extract<
  RunEvent,
  { type: 'tool-succeeded' | 'tool-rejected' | 'tool-voided' | 'tool-failed' }
>;
type Refusal = Extract<CallEnd, { type: 'tool-rejected' | 'tool-voided' }>;
type Effect = Pick<LedgerEntry, 'state'> & Partial<LedgerEntry>;

/** Take in the end of a tool call, also after a cancel: what was started is never dropped. */
export function onToolEnded(state: RunState, event: CallEnd): RunState {
  const call = state.calls.find(({ id }) => id === event.id);
  const tool = call && state.charter?.tools[call.tool];
  if (!tool || call.progress.state !== 'acting') return state;
  switch (event.type) {
    case 'tool-succeeded': {
      const answer = outputAnswer(event.output);
      const kept = keptAnswer(answer.content);
      return ended(state, call, answer, { state: 'applied', output: event.output, ...kept });
    }
    case 'tool-rejected':
    case 'tool-voided':
      return onRefused(state, call, tool, event);
    case 'tool-failed':
      if (neverRan(state, event)) return onNeverRan(state, call, event.failure);
      return onFailed(state, countTry(call, event.failure), tool, event.failure);
  }
}

/** A refusal says that nothing was changed: by this dispatch. What an earlier one did, it cannot say. */
function onRefused(state: RunState, call: Call, tool: CharterTool, event: Refusal): RunState {
  if (tool.effect !== 'read' && call.mayHaveActed) {
    const message = `refused when it was sent again, and it may have acted before: ${event.message}`;
    return startSettling(state, call, tool, {
      type: failureTypes.toolMayHaveActed,
      message,
      retryable: false,
    });
  }
  if (event.type === 'tool-rejected')
    return ended(state, call, rejectionAnswer(event.message), { state: 'absent' });
  const settled = ended(state, call, voidedAnswer(event.message), { state: 'absent' });
  return call.approvedAs ? voidApproval(settled, call.approvedAs, event.message) : settled;
}

/** No worker could take it on: it was never tried, and is no failure of the tool. */
function onNeverRan(state: RunState, call: Call, failure: Failure): RunState {
  const effects = setEffectState(state.effects, call.id, { state: 'absent' });
  return { ...replaceCall(state, answerCall(call, unservedAnswer(call.tool, failure))), effects };
}

function onFailed(state: RunState, call: Call, tool: CharterTool, failure: Failure): RunState {
  if (!isStopping(state) && maySendAgain(call, tool, failure)) return sendAgain(state, call, tool, failure);
  const writes = tool.effect !== 'read';
  // An output that is too large was made: the tool has done its work.
  const acted = failure.type === failureTypes.toolOutputTooLarge;
  if (writes && !acted && (call.mayHaveActed || !certainlyDidNothing(failure)))
    return startSettling(state, call, tool, failure);
  const answer =
    failure.type === failureTypes.toolCancelled
      ? stoppedAnswer(state)
      : failureAnswer(call.tool, call.lastFailure ?? failure);
  return ended(state, call, answer, { state: acted ? 'applied' : 'absent' });
}

function ended(state: RunState, call: Call, answer: CallAnswer, effect: Effect): RunState {
  return {
    ...replaceCall(state, answerCall(call, answer)),
    effects: setEffectState(state.effects, call.id, effect),
    counters: { ...state.counters, toolErrors: state.counters.toolErrors + (answer.isError ? 1 : 0) },
  };
}
