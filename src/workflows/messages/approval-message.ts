import type { ResolveApprovalMessage } from '../../contracts/messages.ts';
import { refusalText } from '../../core/approvals/decision-refusal.ts';
import { judgeDecision } from '../../core/approvals/run-approvals.ts';
import { messageFaults } from '../../core/messages/message-faults.ts';
import { viewOfRun } from '../../core/view/view-of-run.ts';
import { type MessageRule, type Receipt, type RunHandle, refuse } from './message-rule.ts';

/** A person's decision about one approval. A well-formed one is recorded, taken or not. */
export const resolveApproval: MessageRule = {
  malformed: messageFaults.resolveApproval,
  receive: (decision: ResolveApprovalMessage, run) => {
    const atMs = Date.now();
    const refusal = judgeDecision(run.state(), decision, atMs);
    run.apply({ type: 'approval-resolved', atMs, decision });
    return refusal ? refuse(refusal, refusalText(refusal, decision)) : told(decision.approvalId, run);
  },
  settle: (decision: ResolveApprovalMessage, run) => {
    if (decision.decision !== 'edit') return told(decision.approvalId, run);
    const old = run.state().approvals.find(({ id }) => id === decision.approvalId);
    if (old?.state === 'edited') return told(newest(old.call, run) ?? old.id, run);
    const last = old?.decisions.at(-1);
    if (last?.refusal === 'invalid-arguments') {
      return refuse(
        'invalid-arguments',
        `The edit was not taken: ${last.reason ?? 'its arguments do not fit the tool'}`,
      );
    }
    // Anything else that closed it (a cancel, for instance) ends the waiting too.
    return old?.state === 'open' ? undefined : told(decision.approvalId, run);
  },
};

function told(approvalId: string, run: RunHandle): Receipt {
  const approval = viewOfRun(run.state()).approvals.find(({ id }) => id === approvalId);
  return approval ? { accepted: true, approval } : { accepted: true };
}

function newest(call: string, run: RunHandle): string | undefined {
  return run.state().approvals.findLast((approval) => approval.call === call)?.id;
}
