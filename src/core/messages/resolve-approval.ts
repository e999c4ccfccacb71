import type { Decision, DecisionRefusal } from '../approvals/approval.ts';
import { approvalView } from '../approvals/approval-view.ts';
import { refusalText } from '../approvals/decision-refusal.ts';
import { judgeDecision, recordDecision } from '../approvals/run-approvals.ts';
import { onApprovalResolved } from '../calls/on-approval-resolved.ts';
import type { RunState } from '../run/run-state.ts';
import type { ApprovalView } from '../view/run-view.ts';
import type { RunMessage, TakenReceipt } from './message.ts';
import {
  checkFields,
  fieldOf,
  objectValue,
  optionalField,
  optionalReason,
  requiredChoice,
  requiredText,
  textValue,
} from './payload-checks.ts';

export type ResolveApprovalMessage = Decision;

export interface ApprovalResolved {
  readonly type: 'approval-resolved';
  readonly decision: Decision;
}

/** Answer to `resolveApproval`. An edit that was taken names the approval that took the old one's place. */
export interface ApprovalReceipt {
  readonly accepted: true;
  readonly approval: ApprovalView;
}

/** Resolve an approval. A well-formed decision is recorded with it, taken or not. */
export const resolveApproval: RunMessage<
  ResolveApprovalMessage,
  ApprovalResolved,
  DecisionRefusal,
  ApprovalReceipt | TakenReceipt
> = {
  event: 'approval-resolved',
  malformed: checkFields(
    requiredText('approvalId'),
    requiredText('by'),
    requiredChoice('decision', ['approve', 'reject', 'edit']),
    optionalField('digest', textValue()),
    optionalReason(),
    optionalField('scope', scopeValue),
    optionalField('arguments', objectValue),
    editNeedsArguments,
  ),
  toEvent: (decision) => ({ type: 'approval-resolved', decision }),
  refusals: {
    'unknown-approval': 'not-found',
    'already-decided': 'conflict',
    expired: 'conflict',
    void: 'conflict',
    'digest-changed': 'conflict',
    'not-permitted': 'not-permitted',
    'invalid-arguments': 'usage',
  },
  judge: (state, { decision, atMs }) => {
    const code = judgeDecision(state, decision, atMs);
    return code === undefined ? 'taken' : { code, message: refusalText(code, decision) };
  },
  take: (state, { decision, atMs }) => onApprovalResolved(state, decision, atMs),
  noteRefusal: (state, { decision, atMs }, { code }) => {
    const approval = state.approvals.find(({ id }) => id === decision.approvalId);
    return approval ? recordDecision(state, approval, decision, atMs, code) : state;
  },
  answerLater: ({ decision }) => {
    const { approvalId } = decision;
    return decision.decision === 'edit'
      ? (state) => answerToEdit(state, approvalId)
      : (state) => receiptFor(state, approvalId);
  },
};

/** The main loop checks, prepares and rules on an edit while its sender waits. */
function answerToEdit(state: RunState, approvalId: string) {
  const old = state.approvals.find(({ id }) => id === approvalId);
  if (old?.state === 'edited') {
    const newest = state.approvals.findLast(({ call }) => call === old.call);
    return receiptFor(state, newest?.id ?? old.id);
  }
  const last = old?.decisions.at(-1);
  if (last?.refusal === 'invalid-arguments') {
    const message = `The edit was not taken: ${last.reason ?? 'its arguments do not fit the tool'}`;
    return { accepted: false, refusal: { code: 'invalid-arguments', message } } as const;
  }
  if (last?.decision === 'edit' && last.refusal === 'void') {
    const message = `${approvalId} is void: ${old?.voidedBy ?? 'what it was about has changed'}. Nothing was run; the agent may propose it anew.`;
    return { accepted: false, refusal: { code: 'void', message } } as const;
  }
  // Anything else that closed it (a cancel, for instance) ends the waiting too.
  return old?.state === 'open' ? undefined : receiptFor(state, approvalId);
}

/** A run keeps the last decided approvals only. */
function receiptFor(state: RunState, approvalId: string): ApprovalReceipt | TakenReceipt {
  const approval = state.approvals.find(({ id }) => id === approvalId);
  return approval ? { accepted: true, approval: approvalView(approval) } : { accepted: true };
}

function scopeValue(scope: unknown): string | undefined {
  return scope === 'once' || scope === 'run' ? undefined : 'must be once or run';
}

function editNeedsArguments(payload: unknown): string | undefined {
  return fieldOf(payload, 'decision') === 'edit' && fieldOf(payload, 'arguments') === undefined
    ? 'an edit needs arguments: one object, all fields of the call'
    : undefined;
}
