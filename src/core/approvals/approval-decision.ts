import { denialAnswer } from '../calls/answers.ts';
import { answerCall, type Call } from '../calls/call.ts';
import { replaceCall } from '../calls/rule-call.ts';
import type { RunState } from '../run/run-state.ts';
import { jsonBytes } from '../values/json.ts';
import {
  type Approval,
  type ApprovalState,
  type Decision,
  type DecisionRefusal,
  keptApprovals,
  maxApprovalBytes,
  maxDecisions,
  refusalOf,
} from './approval.ts';

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

/** Take a person's decision in. A refused one is recorded and leaves the approval as it is. */
export function foldDecision(state: RunState, decision: Decision, atMs: number): RunState {
  const approval = state.approvals.find(({ id }) => id === decision.approvalId);
  const call = state.calls.find(({ id }) => id === approval?.call);
  if (!approval) return state;
  const refusal = judgeDecision(state, decision, atMs);
  const recorded = record(state, approval, decision, atMs, refusal);
  if (refusal || !call) return recorded;
  switch (decision.decision) {
    case 'approve':
      return approve(recorded, approval, call, decision);
    case 'reject': {
      const because = decision.reason === undefined ? '' : `: ${decision.reason}`;
      const answered = answerCall(call, denialAnswer(`${decision.by} rejected this call${because}`));
      return setState(replaceCall(recorded, answered), approval.id, 'rejected');
    }
    case 'edit':
      return replaceCall(recorded, {
        ...call,
        progress: {
          state: 'preparing',
          started: false,
          edit: {
            arguments: decision.arguments ?? {},
            by: decision.by,
            ...(decision.reason === undefined ? {} : { reason: decision.reason }),
            approvalId: approval.id,
            checked: false,
          },
        },
      });
  }
}

export function setState(state: RunState, approvalId: string, next: ApprovalState): RunState {
  const changed = state.approvals.map((one) => (one.id === approvalId ? { ...one, state: next } : one));
  return { ...state, approvals: withoutSurplus(changed, state.calls) };
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

export function approve(
  state: RunState,
  approval: Approval,
  call: Call,
  decision: Pick<Decision, 'scope' | 'by'>,
): RunState {
  const ready = replaceCall(state, { ...call, approvedAs: approval.id, progress: { state: 'ready' } });
  const approved = setState(ready, approval.id, 'approved');
  if (decision.scope !== 'run') return approved;
  const { tool, rule, amountNanoUsd } = approval;
  const grant = {
    approvalId: approval.id,
    tool,
    rule,
    by: decision.by,
    ...(amountNanoUsd === undefined ? {} : { maxAmountNanoUsd: amountNanoUsd }),
  };
  return { ...approved, grants: [...approved.grants, grant] };
}

export function record(
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
    ...(reason === undefined ? {} : { reason }),
    accepted: refusal === undefined,
    ...(refusal === undefined ? {} : { refusal }),
  };
  return {
    ...state,
    approvals: state.approvals.map((one) =>
      one.id === approval.id ? { ...one, decisions: [...one.decisions, entry].slice(-maxDecisions) } : one,
    ),
  };
}

function isBeingEdited(state: RunState, approval: Approval): boolean {
  const progress = state.calls.find(({ id }) => id === approval.call)?.progress;
  return progress?.state === 'preparing' && progress.edit?.approvalId === approval.id;
}
