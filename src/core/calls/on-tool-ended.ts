import { setApprovalState } from '../approvals/run-approvals.ts';
import { type LedgerEntry, settleEffect } from '../effects/effect.ts';
import type { RunEvent } from '../run/run-event.ts';
import type { RunState } from '../run/run-state.ts';
import type { Failure } from '../values/failure.ts';
import { failureTypes } from '../values/failure-types.ts';
import { failureAnswer, outputAnswer, rejectionAnswer, unservedAnswer, voidedAnswer } from './answers.ts';
import { answerCall, type Call, type CallAnswer } from './call.ts';
import { replaceCall } from './replace-call.ts';
import { keptAnswer, startSettling } from './settling.ts';
import { neverRan } from './take-back-call.ts';

type CallEnd = Extract<
  RunEvent,
  { type: 'tool-succeeded' | 'tool-rejected' | 'tool-voided' | 'tool-failed' }
>;

/** Take in the end of a tool call, also after a cancel: what was started is never dropped. */
export function onToolEnded(state: RunState, event: CallEnd): RunState {
  const call = state.calls.find(({ id }) => id === event.id);
  const tool = call && state.charter?.tools[call.tool];
  if (!tool || call.progress.state !== 'acting') return state;
  if (event.type === 'tool-failed' && neverRan(state, event)) {
    const effects = settleEffect(state.effects, call.id, { state: 'absent' });
    return { ...replaceCall(state, answerCall(call, unservedAnswer(call.tool))), effects };
  }
  if (event.type === 'tool-failed' && tool.effect !== 'read' && !hasActed(event.failure)) {
    return startSettling(state, call, tool, event.failure);
  }
  const { answer, effect } = readEnd(call, event);
  const settled: RunState = {
    ...replaceCall(state, answerCall(call, answer)),
    effects: settleEffect(state.effects, call.id, effect),
    counters: { ...state.counters, toolErrors: state.counters.toolErrors + (answer.isError ? 1 : 0) },
  };
  return event.type === 'tool-voided' && call.approvedAs
    ? setApprovalState(settled, call.approvedAs, 'void')
    : settled;
}

function readEnd(
  call: Call,
  event: CallEnd,
): { answer: CallAnswer; effect: Pick<LedgerEntry, 'state'> & Partial<LedgerEntry> } {
  switch (event.type) {
    case 'tool-succeeded': {
      const answer = outputAnswer(event.output);
      return { answer, effect: { state: 'applied', output: event.output, ...keptAnswer(answer.content) } };
    }
    case 'tool-rejected':
      return { answer: rejectionAnswer(event.message), effect: { state: 'absent' } };
    case 'tool-voided':
      return { answer: voidedAnswer(event.message), effect: { state: 'absent' } };
    case 'tool-failed':
      return { answer: failureAnswer(call.tool, event.failure), effect: { state: 'applied' } };
  }
}

/** A tool whose answer could not be used has done its work; any other failure may hide an effect. */
function hasActed(failure: Failure): boolean {
  const acted: readonly string[] = [failureTypes.toolOutputInvalid, failureTypes.toolOutputTooLarge];
  return acted.includes(failure.type);
}
