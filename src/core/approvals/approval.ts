import type { Call, Verdict } from '../calls/call.ts';
import type { Charter } from '../charter/charter.ts';
import { defaultDeadlineMs } from '../guard/rule.ts';
import { approvalId } from '../ids/ids.ts';
import { boundedText } from '../values/bounded-text.ts';
import { digestOf } from '../values/digest.ts';
import { given } from '../values/given.ts';
import type { Json, JsonObject } from '../values/json.ts';
import { textBounds } from '../values/text-bounds.ts';
import { bareCall } from './bare-call.ts';
import { fieldsFilledIn } from './fields-filled-in.ts';

/** An open question to a person, and what came of it. */
export interface Approval {
  /** `<call id>r<revision>`. */
  readonly id: string;
  readonly call: string;
  readonly turn: number;
  readonly tool: string;
  readonly arguments: JsonObject;
  /** Fields of the arguments that the tool's schema filled in; absent without any. */
  readonly filledIn?: readonly string[];
  readonly preview: string;
  /** Whether the call's tool can take back what it does. */
  readonly undoable?: boolean;
  /** Binds all of `ApprovalBinding`. */
  readonly digest: string;
  readonly rule: string;
  readonly reason: string;
  readonly approvers?: string;
  readonly selfApproval: boolean;
  readonly amountNanoUsd?: number;
  readonly requestedAtMs: number;
  readonly expiresAtMs: number;
  readonly remindAtMs: number;
  readonly reminded: boolean;
  readonly decisions: readonly RecordedDecision[];
  readonly state: ApprovalState;
  /** Of a void one: what changed. */
  readonly voidedBy?: string;
}

export type ApprovalState = 'open' | 'approved' | 'rejected' | 'edited' | 'expired' | 'void';
export type DecisionKind = 'approve' | 'reject' | 'edit';

export interface Decision {
  readonly approvalId: string;
  readonly decision: DecisionKind;
  /** The digest that the person saw; a prefix of at least eight characters will do. */
  readonly digest?: string;
  /** For an edit. */
  readonly arguments?: JsonObject;
  readonly reason?: string;
  readonly by: string;
  /** `run`: also later calls of this tool under this rule, up to this amount. Default: `once`. */
  readonly scope?: 'once' | 'run';
}

/** A decision as it was received; refused ones are kept too. */
export interface RecordedDecision {
  readonly decision: DecisionKind;
  readonly by: string;
  readonly atMs: number;
  readonly reason?: string;
  readonly accepted: boolean;
  readonly refusal?: string;
}

export type DecisionRefusal =
  | 'unknown-approval'
  | 'already-decided'
  | 'expired'
  | 'void'
  | 'digest-changed'
  | 'not-permitted'
  | 'invalid-arguments';

/** Everything that an approval holds a person to; one digest binds it. */
export interface ApprovalBinding {
  readonly approvalId: string;
  readonly tool: string;
  readonly arguments: JsonObject;
  readonly preview: string;
  readonly precondition: Json;
  readonly toolDigest: string;
  readonly charterDigest: string;
  readonly expiresAtMs: number;
}

export function bindingDigest(binding: ApprovalBinding): string {
  return digestOf(binding);
}

/** The last so many decisions about one approval are kept; all of them stand in the history. */
export const maxDecisions = 50;
/** Decided approvals that are kept in a run's state; older ones stand in its history. */
export const keptApprovals = 40;
/** Of all approvals together, as JSON; decided ones go, the oldest first. */
export const maxApprovalBytes = 128 * 1024;
/** Of the decisions about one approval, as JSON; refused ones go, the oldest first. */
export const maxDecisionBytes = 16 * 1024;

/** Ask a person about this very call: its arguments, what `prepare` found, and the rules of this run. */
export function askApproval(
  call: Call,
  verdict: Extract<Verdict, { kind: 'ask' }>,
  charter: Charter,
  nowMs: number,
): Approval {
  const rule = charter.rules.find(({ name }) => name === verdict.rule);
  const deadlineMs = rule?.deadlineMs ?? defaultDeadlineMs;
  const filled = call.written === undefined ? [] : fieldsFilledIn(call.arguments, call.written);
  const asked = {
    id: approvalId(call.id, call.revision + 1),
    call: call.id,
    turn: call.turn,
    tool: call.tool,
    arguments: call.arguments,
    ...(filled.length === 0 ? {} : { filledIn: filled }),
    preview: previewOf(call),
    undoable: charter.tools[call.tool]?.has.includes('undo') ?? false,
    rule: verdict.rule,
    reason: verdict.reason,
    ...given({ approvers: rule?.approvers }),
    selfApproval: rule?.selfApproval ?? true,
    ...given({ amountNanoUsd: call.facts.amountNanoUsd }),
    requestedAtMs: nowMs,
    expiresAtMs: nowMs + deadlineMs,
    remindAtMs: nowMs + Math.floor(deadlineMs / 2),
    reminded: false,
    decisions: [],
    state: 'open' as const,
  };
  return { ...asked, digest: bindingDigest(bindingOf(call, asked, charter)) };
}

/** What the approval binds, as the call and the charter stand now. */
export function bindingOf(
  call: Call,
  approval: Pick<Approval, 'id' | 'expiresAtMs'>,
  charter: Charter,
): ApprovalBinding {
  return {
    approvalId: approval.id,
    tool: call.tool,
    arguments: call.arguments,
    preview: previewOf(call),
    precondition: call.prepared?.precondition ?? null,
    toolDigest: charter.tools[call.tool]?.digest ?? '',
    charterDigest: charter.digest,
    expiresAtMs: approval.expiresAtMs,
  };
}

function previewOf(call: Call): string {
  return boundedText(call.prepared?.preview ?? call.facts.summary ?? bareCall(call), textBounds.preview);
}

export function isOpenApproval(approval: Approval): boolean {
  return approval.state === 'open';
}
