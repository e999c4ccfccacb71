import { askApproval } from '../approvals/approval.ts';
import { rejectionOf } from '../approvals/rejections.ts';
import type { Charter } from '../charter/charter.ts';
import { repetitionOf } from '../effects/repeated-intent.ts';
import { builtInRules, type GuardFacts, guard, stricterVerdict } from '../guard/guard.ts';
import type { RunState } from '../run/run-state.ts';
import { denialAnswer, rejectedBeforeAnswer } from './answers.ts';
import { answerCall, type Call, type Verdict } from './call.ts';
import { guardFacts } from './guard-facts.ts';
import { handOver } from './hand-over.ts';
import { noteRefused } from './note-refused.ts';
import { replaceCall } from './replace-call.ts';

/**
 * Let the guard rule on a call and move it on: allowed calls become ready, asked ones wait for a person, denied ones
 * are answered, and so is a change that this run has made already, and what a person said no to. A call whose tool looks first is prepared before
 * anything is final, and then ruled on again.
 */
export function ruleOn(state: RunState, call: Call, charter: Charter): RunState {
  const prepared = call.prepared !== undefined;
  const facts = guardFacts(state, call, charter, prepared);
  const final = granted(state, call, facts, guard(call, facts));
  const verdict = prepared ? stricterVerdict(final, call.verdict, charter) : final;
  const ruled = { ...call, verdict };
  const repetition =
    verdict.kind === 'allow' || verdict.kind === 'ask' ? repetitionOf(call, state.effects) : undefined;
  if (repetition?.kind === 'same') return replaceCall(state, answerCall(ruled, repetition.answer));
  const refused = verdict.kind === 'ask' ? answerAsRejected(state, ruled, charter) : undefined;
  return refused ?? applyVerdict(state, ruled, verdict, charter);
}

/** Nobody is asked twice about a call that was rejected; known once its tool has looked. */
export function answerAsRejected(state: RunState, call: Call, charter: Charter): RunState | undefined {
  if (looksFirst(call, charter)) return undefined;
  const rejection = rejectionOf(call, state.rejections, state.effects);
  if (!rejection) return undefined;
  const rejected = { ...call, rejectedAs: rejection.approvalId };
  return replaceCall(state, answerCall(rejected, rejectedBeforeAnswer(rejection.because)));
}

function looksFirst(call: Call, { tools }: Charter): boolean {
  return call.prepared === undefined && tools[call.tool]?.has.includes('prepare') === true;
}

/** Carry a verdict out. */
export function applyVerdict(state: RunState, call: Call, verdict: Verdict, charter: Charter): RunState {
  switch (verdict.kind) {
    case 'deny':
      return noteRefused(
        replaceCall(state, answerCall(call, denialAnswer(verdict.reason))),
        call,
        'denied',
        verdict.reason,
      );
    case 'escalate':
      return {
        ...replaceCall(state, answerCall(call, denialAnswer(`handed over to a person: ${verdict.reason}`))),
        ending: handOver(state, `The rule "${verdict.rule}" hands ${call.tool} over: ${verdict.reason}`),
      };
    case 'allow':
      return replaceCall(state, {
        ...call,
        progress: looksFirst(call, charter) ? { state: 'preparing', started: false } : { state: 'ready' },
      });
    case 'ask':
      return looksFirst(call, charter)
        ? replaceCall(state, { ...call, progress: { state: 'preparing', started: false } })
        : openApproval(state, call, verdict, charter);
  }
}

function openApproval(
  state: RunState,
  call: Call,
  verdict: Extract<Verdict, { kind: 'ask' }>,
  charter: Charter,
): RunState {
  const approval = askApproval(call, verdict, charter, state.nowMs);
  const waiting: Call = {
    ...call,
    revision: call.revision + 1,
    progress: { state: 'awaiting-approval', approvalId: approval.id },
  };
  return { ...replaceCall(state, waiting), approvals: [...state.approvals, approval] };
}

/** A person may have approved all calls of this tool under this rule, up to an amount. */
function granted(state: RunState, call: Call, facts: GuardFacts, verdict: Verdict): Verdict {
  if (verdict.kind !== 'ask') return verdict;
  const grant = state.grants.find(
    ({ tool, rule, maxAmountNanoUsd }) =>
      tool === call.tool && rule === verdict.rule && isWithin(call.facts.amountNanoUsd, maxAmountNanoUsd),
  );
  if (!grant) return verdict;
  // Other rules that ask, escalate or deny were not decided by this grant.
  const rules = facts.charter.rules.filter(({ name }) => name !== verdict.rule);
  const rest = { ...facts, charter: { ...facts.charter, rules } };
  const further =
    verdict.rule === builtInRules.irreversible ? verdict : granted(state, call, rest, guard(call, rest));
  return further.kind === 'allow' || further.rule === builtInRules.irreversible
    ? { kind: 'allow', rule: `${verdict.rule} (approved for this run as ${grant.approvalId})` }
    : further;
}

/** Two calls of unknown amount are alike; an unknown amount is never within a known one. */
function isWithin(amount: number | undefined, max: number | undefined): boolean {
  if (amount === undefined || max === undefined) return amount === undefined && max === undefined;
  return amount <= max;
}
