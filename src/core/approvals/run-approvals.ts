import type { Call } from '../calls/call.ts';
import type { RunState } from '../run/run-state.ts';
import { boundedText } from '../values/bounded-text.ts';
import { given } from '../values/given.ts';
import { jsonBytes } from '../values/json.ts';
import {
  type Approval,
  type ApprovalState,
  type Decision,
  type DecisionRefusal,
  keptApprovals,
  maxApprovalBytes,
  maxDecisionBytes,
  maxDecisions,
  type RecordedDecision,
} from './approval.ts';
import { refusalOf } from './decision-refusal.ts';

/** Rule on a decision as it comes in; the same ruling answers the sender and moves the run. */
export function judgeDecision(
  state: RunState,
  decision: Decision,
  nowMs: number,
): DecisionRefusal | undefined {
  const approval = state.approvals.find(({ id }) => id === decision.approvalId);
  return refusalOf(approval, decision, {
    nowMs,
    startedBy: state.task.startedBy,
    beingEdited: approval !== undefined && isBeingEdited(state, approval),
  });
}

export function setApprovalState(state: RunState, approvalId: string, next: ApprovalState): RunState {
  const changed = state.approvals.map((one) => (one.id === approvalId ? { ...one, state: next } : one));
  return { ...state, approvals: withoutSurplus(changed, state.calls) };
}

const maxVoidedBy = 500;

/** What was approved does not run: `what` says what changed. */
export function voidApproval(state: RunState, approvalId: string, what: string): RunState {
  const voidedBy = boundedText(what, { chars: maxVoidedBy });
  const told = state.approvals.map((one) => (one.id === approvalId ? { ...one, voidedBy } : one));
  return setApprovalState({ ...state, approvals: told }, approvalId, 'void');
}

/** What the calls of this turn rest on stays, whatever its size. */
function withoutSurplus(approvals: readonly Approval[], calls: readonly Call[]): readonly Approval[] {
  let bytes = jsonBytes(approvals);
  let count = approvals.length;
  return approvals.filter((approval) => {
    if (count <= keptApprovals && bytes <= maxApprovalBytes) return true;
    if (calls.some(({ id }) => id === approval.call)) return true;
    bytes -= jsonBytes(approval);
    count--;
    return false;
  });
}

export function recordDecision(
  state: RunState,
  approval: Approval,
  { decision, by, reason }: Pick<Decision, 'decision' | 'by' | 'reason'>,
  atMs: number,
  refusal?: DecisionRefusal,
): RunState {
  const entry = {
    decision,
    by,
    atMs,
    ...given({ reason }),
    accepted: refusal === undefined,
    ...given({ refusal }),
  };
  return {
    ...state,
    approvals: state.approvals.map((one) =>
      one.id === approval.id ? { ...one, decisions: keptDecisions([...one.decisions, entry]) } : one,
    ),
  };
}

/** The newest within the bounds, and what was accepted: anybody may send refused ones without end. */
function keptDecisions(decisions: readonly RecordedDecision[]): readonly RecordedDecision[] {
  let count = decisions.length;
  let bytes = jsonBytes(decisions);
  return decisions.filter((decision) => {
    if (decision.accepted || (count <= maxDecisions && bytes <= maxDecisionBytes)) return true;
    count--;
    bytes -= jsonBytes(decision);
    return false;
  });
}

function isBeingEdited(state: RunState, approval: Approval): boolean {
  const progress = state.calls.find(({ id }) => id === approval.call)?.progress;
  return progress?.state === 'preparing' && progress.edit?.approvalId === approval.id;
}
