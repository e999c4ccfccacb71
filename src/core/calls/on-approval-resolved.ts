import type { Approval, Decision } from '../approvals/approval.ts';
import { rememberRejection } from '../approvals/rejections.ts';
import { recordDecision, setApprovalState } from '../approvals/run-approvals.ts';
import type { RunState } from '../run/run-state.ts';
import { given } from '../values/given.ts';
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
      const reason = decision.reason === undefined ? '' : `: ${decision.reason}`;
      const because = `${decision.by} rejected this call${reason}`;
      const answered = answerCall({ ...call, rejectedAs: approval.id }, denialAnswer(because));
      const rejected = setApprovalState(replaceCall(recorded, answered), approval.id, 'rejected');
      const about = { approvalId: approval.id, call, because };
      return { ...rejected, rejections: rememberRejection(state.rejections, about, state.effects) };
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
            ...given({ reason: decision.reason }),
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
    ...given({ maxAmountNanoUsd: amountNanoUsd }),
  };
  return { ...approved, grants: [...approved.grants, grant] };
}
