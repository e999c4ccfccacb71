import type { Approval, DecisionRefusal } from '../approvals/approval.ts';
import { recordDecision, setApprovalState, voidApproval } from '../approvals/run-approvals.ts';
import type { Charter } from '../charter/charter.ts';
import { askingRules, builtInRules, guard, stricterVerdict } from '../guard/guard.ts';
import type { EditCheck } from '../model/model-turn.ts';
import type { RunState } from '../run/run-state.ts';
import { given } from '../values/given.ts';
import { voidedAnswer } from './answers.ts';
import { answerCall, type Call, type PendingEdit, type Verdict } from './call.ts';
import { guardFacts } from './guard-facts.ts';
import { approveCall } from './on-approval-resolved.ts';
import { replaceCall } from './replace-call.ts';
import { applyVerdict } from './rule-call.ts';

/** Take in whether the edited arguments fit their tool. Those that do not leave the approval open as it was. */
export function onEditChecked(
  state: RunState,
  call: Call,
  edit: PendingEdit,
  check: EditCheck,
  charter: Charter,
): RunState {
  if (check.kind === 'void') return voidEdited(state, call, edit, check.message);
  if (check.kind === 'invalid') return refuseEdit(state, call, edit, check.message);
  const { prepared, origin, written, ...rest } = call;
  const parsed = check.arguments ?? edit.arguments;
  const edited: Call = {
    ...rest,
    arguments: parsed,
    ...(check.arguments === undefined ? {} : { written: edit.arguments }),
    facts: check.facts,
    ...given({ origin: check.origin }),
  };
  const asked = {
    facts: call.facts,
    ...given({ origin, verdict: call.verdict, prepared, written }),
  };
  const checked: PendingEdit = { ...edit, arguments: parsed, checked: true, asked };
  return charter.tools[call.tool]?.has.includes('prepare')
    ? replaceCall(state, {
        ...edited,
        verdict: guard(edited, guardFacts(state, edited, charter)),
        progress: { state: 'preparing', started: false, edit: checked },
      })
    : ruleOnEdit(state, edited, checked, charter);
}

/** The approval stays open for what was asked; the call goes back to what the model proposed. */
export function refuseEdit(
  state: RunState,
  call: Call,
  edit: PendingEdit,
  why: string,
  refusal: DecisionRefusal = 'invalid-arguments',
): RunState {
  const approval = state.approvals.find(({ id }) => id === edit.approvalId);
  if (!approval) return state;
  const { origin, written, ...rest } = call;
  const proposed = {
    ...given({ origin, written }),
  };
  const restored: Call = {
    ...rest,
    ...(edit.asked ?? proposed),
    arguments: approval.arguments,
    progress: { state: 'awaiting-approval', approvalId: approval.id },
  };
  const by = { decision: 'edit' as const, by: edit.by, reason: why };
  const withdrawn = { ...approval, decisions: withoutLastEdit(approval) };
  const approvals = state.approvals.map((one) => (one === approval ? withdrawn : one));
  const before = replaceCall({ ...state, approvals }, restored);
  return recordDecision(before, withdrawn, by, state.nowMs, refusal);
}

/** What was asked about cannot run, edited or not: the agent may propose it anew. */
function voidEdited(state: RunState, call: Call, edit: PendingEdit, what: string): RunState {
  const refused = refuseEdit(state, call, edit, what, 'void');
  const answered = replaceCall(refused, answerCall(call, voidedAnswer(what)));
  return voidApproval(answered, edit.approvalId, what);
}

/** It was noted as taken when it came; one decision leaves one note. */
function withoutLastEdit({ decisions }: Approval): Approval['decisions'] {
  const last = decisions.findLastIndex(({ decision, accepted }) => decision === 'edit' && accepted);
  return decisions.filter((_, position) => position !== last);
}

/**
 * The edited call is checked and prepared: rule on it anew under a new approval id.
 *
 * The edit counts as its author's approval, unless a rule asks about it that did not ask about the call as it was: that
 * question nobody has answered yet.
 */
export function ruleOnEdit(state: RunState, call: Call, edit: PendingEdit, charter: Charter): RunState {
  const final = guard(call, guardFacts(state, call, charter, true));
  const verdict = call.prepared ? stricterVerdict(final, call.verdict, charter) : final;
  const voided = setApprovalState(state, edit.approvalId, 'edited');
  if (verdict.kind !== 'ask') return applyVerdict(voided, { ...call, verdict }, verdict, charter);
  const further = unansweredQuestion(state, call, edit, charter);
  if (further) return applyVerdict(voided, { ...call, verdict: further }, further, charter);
  const ruled = applyVerdict(voided, { ...call, verdict }, verdict, charter);
  const fresh = ruled.approvals.at(-1);
  const waiting = ruled.calls.find(({ id }) => id === call.id);
  if (!fresh || !waiting) return ruled;
  const decided = {
    decision: 'approve' as const,
    by: edit.by,
    ...given({ reason: edit.reason }),
  };
  return approveCall(recordDecision(ruled, fresh, decided, state.nowMs), fresh, waiting, { by: edit.by });
}

/** The strictest question that the rules have about an edited call and did not have about it before. */
function unansweredQuestion(
  state: RunState,
  call: Call,
  edit: PendingEdit,
  charter: Charter,
): Verdict | undefined {
  const asked = state.approvals.find(({ id }) => id === edit.approvalId);
  if (!asked) return undefined;
  const { prepared: _prepared, origin: _origin, written: _written, ...rest } = call;
  const before: Call = { ...rest, ...edit.asked, arguments: asked.arguments };
  const answered = new Set(askingRules(before, guardFacts(state, before, charter, true)));
  const rules = charter.rules.filter(({ name }) => !answered.has(name));
  const left = guard(call, { ...guardFacts(state, call, charter, true), charter: { ...charter, rules } });
  return left.kind === 'ask' && left.rule !== builtInRules.irreversible ? left : undefined;
}
