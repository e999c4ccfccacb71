import { type Approval, bindingDigest, bindingOf } from '../approvals/approval.ts';
import { voidApproval } from '../approvals/run-approvals.ts';
import type { Charter } from '../charter/charter.ts';
import { repetitionOf } from '../effects/repeated-intent.ts';
import type { RunState } from '../run/run-state.ts';
import { voidedAnswer } from './answers.ts';
import { answerCall, type Call } from './call.ts';
import { replaceCall } from './replace-call.ts';
import { answerAsRejected, applyVerdict } from './rule-call.ts';
import { startableCalls } from './schedule.ts';
import { isStopping } from './stopping.ts';

/** Stands in the place of a rule where a call asks because it may have been made already. */
const repeatedIntent = 'repeated intent';

/**
 * Last look at calls that are about to be dispatched: an approval that no longer binds what would run is void, and a
 * change that this run has made already is not made again.
 */
export function recheckBeforeDispatch(state: RunState): RunState {
  const { charter } = state;
  if (!charter || isStopping(state)) return state;
  const released = startableCalls(state, charter)
    .filter(
      ({ progress }) => progress.state === 'ready' || (progress.state === 'preparing' && !progress.edit),
    )
    .reduce((current, call) => release(current, call, charter), state);
  // An answer may have let the next call on the same thing through, which has to be looked at too.
  return released === state ? state : recheckBeforeDispatch(released);
}

function release(state: RunState, call: Call, charter: Charter): RunState {
  if (call.approvedAs !== undefined) return holdToApproval(state, call, call.approvedAs, charter);
  const repetition = repetitionOf(call, state.effects);
  if (!repetition) return state;
  if (repetition.kind === 'same') return replaceCall(state, answerCall(call, repetition.answer));
  if (call.progress.state === 'preparing') return state;
  const verdict = {
    kind: 'ask',
    rule: repeatedIntent,
    reason: `this run has done the same as ${repetition.earlier} before, and it may still stand`,
  } as const;
  const asking = {
    ...call,
    prepared: call.prepared ?? { preview: call.facts.summary ?? call.tool },
    verdict,
  };
  return answerAsRejected(state, asking, charter) ?? applyVerdict(state, asking, verdict, charter);
}

function holdToApproval(state: RunState, call: Call, approvalId: string, charter: Charter): RunState {
  const approval = state.approvals.find(({ id }) => id === approvalId);
  if (approval && bindingDigest(bindingOf(call, approval, charter)) === approval.digest) {
    return answerIfMade(state, call, approval);
  }
  const what = 'it is not what was approved';
  const answered = replaceCall(state, answerCall(call, voidedAnswer(what)));
  return approval ? voidApproval(answered, approvalId, what) : answered;
}

/** What was approved may have been made meanwhile by another call of its turn: nobody was asked whether to make it twice. */
function answerIfMade(state: RunState, call: Call, approval: Approval): RunState {
  if (approval.rule === repeatedIntent) return state;
  const { approvedAs: _, ...proposed } = call;
  const repetition = repetitionOf(proposed, state.effects);
  if (repetition?.kind !== 'same') return state;
  const answered = replaceCall(state, answerCall(call, repetition.answer));
  return voidApproval(answered, approval.id, 'another call of its turn has made the same change meanwhile');
}
