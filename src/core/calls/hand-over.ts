import { isOpenApproval } from '../approvals/approval.ts';
import type { RunOutcome } from '../run/outcome.ts';
import type { RunState } from '../run/run-state.ts';
import { denialAnswer } from './answers.ts';
import { answerCall, type Call, isAnswered, isUnderWay } from './call.ts';

/** The ending of a run that is handed over to a person. It comes before an answer of the same turn. */
export function handOver({ ending }: RunState, message: string): RunOutcome {
  return ending && ending.kind !== 'answered'
    ? ending
    : { kind: 'handed-over', reason: { code: 'escalated', message } };
}

/** What a person is to decide now is not decided by the rest of the turn: its writes that have not started never will. */
export function stopWrites(state: RunState): RunState {
  if (state.ending?.kind !== 'handed-over') return state;
  const stopped = state.calls.filter((call) => isWaitingWrite(state, call));
  if (stopped.length === 0) return state;
  return {
    ...state,
    calls: state.calls.map((call) => (stopped.includes(call) ? answerCall(call, handedOverAnswer) : call)),
    approvals: state.approvals.map((approval) =>
      isOpenApproval(approval) && stopped.some(({ id }) => id === approval.call)
        ? { ...approval, state: 'void' }
        : approval,
    ),
  };
}

const handedOverAnswer = denialAnswer('the task is handed over to a person.');

function isWaitingWrite({ charter }: RunState, call: Call): boolean {
  // What is to be sent again has started.
  const isWrite = charter?.tools[call.tool]?.effect !== 'read';
  return (
    isWrite &&
    call.dispatches === 0 &&
    !isAnswered(call) &&
    !isUnderWay(call) &&
    call.progress.state !== 'settling'
  );
}
