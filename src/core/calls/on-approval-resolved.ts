import type { Approval, Decision } from '../approvals/approval.ts';
import { recordDecision, setApprovalState } from '../approvals/run-approvals.ts';
import type { RunState } from '../run/run-state.ts';
import { denialAnswer } from './answers.ts';
import { answerCall, type Call } from './call.ts';
import { replaceCall } from './replace-call.ts';

/** Record and carry out a person's decision that was found to stand. */
export function onApprovalResolved(state: RunState, decision: Decision, atMs: number): RunState {
  const approval = state.approvals.find(({ id }) => id === decision.approvalId);
  const call = state.calls.find(({ id }) => id === approval?.call);
  if (!approval) return state;
  const recorded = recordDecision(state, approval, decision, atMs);
  if (!call) return recorded;
  switch (decision.decision) {
    case 'approve':
      return approveCall(recorded, approval, call, decision);
    case 'reject': {
      const because = decision.reason === undefined ? '' : `: ${decision.reason}`;
      const answered = answerCall(call, denialAnswer(`${decision.by} rejected this call${because}`));
      return setApprovalState(replaceCall(recorded, answered), approval.id, 'rejected');
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

export function approveCall(
  state: RunState,
  approval: Approval,
  call: Call,
  decision: Pick<Decision, 'scope' | 'by'>,
): RunState {
  const ready = replaceCall(state, { ...call, approvedAs: approval.id, progress: { state: 'ready' } });
  const approved = setApprovalState(ready, approval.id, 'approved');
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
