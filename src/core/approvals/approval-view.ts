import { given } from '../values/given.ts';
import type { ApprovalView } from '../view/run-view.ts';
import type { Approval } from './approval.ts';

/** Tell an approval as users see it. */
export function approvalView(approval: Approval): ApprovalView {
  const { id, call, turn, tool, preview, undoable, digest, rule, reason, approvers, decisions } = approval;
  return {
    id,
    call,
    turn,
    tool,
    arguments: approval.arguments,
    ...given({ filledIn: approval.filledIn }),
    preview,
    digest,
    rule,
    reason,
    ...given({ undoable, approvers }),
    requestedAt: isoOf(approval.requestedAtMs),
    deadline: isoOf(approval.expiresAtMs),
    decisions: decisions.map(({ atMs, ...decision }) => ({ ...decision, at: isoOf(atMs) })),
    state: approval.state,
    ...given({ voidedBy: approval.voidedBy }),
  };
}

function isoOf(ms: number): string {
  return new Date(ms).toISOString();
}
