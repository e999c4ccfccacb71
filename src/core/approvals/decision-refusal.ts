import type { Approval, Decision, DecisionRefusal } from './approval.ts';
import { matchesDigest } from './digest-prefix.ts';

/**
 * Why an approval can no longer be decided, or is not what somebody saw who names its digest `seen`.
 *
 * All that a view of the run tells; the run itself knows more.
 */
export function standingRefusal(
  { state, digest }: Pick<Approval, 'state' | 'digest'>,
  seen: string | undefined,
): DecisionRefusal | undefined {
  if (state === 'expired' || state === 'void') return state;
  if (state !== 'open') return 'already-decided';
  return seen === undefined || matchesDigest(digest, seen) ? undefined : 'digest-changed';
}

/** Why a decision cannot be taken, if so. Nothing about it is trusted but what the caller asserts of `by`. */
export function refusalOf(
  approval: Approval | undefined,
  decision: Decision,
  given: { readonly nowMs: number; readonly startedBy: string; readonly beingEdited: boolean },
): DecisionRefusal | undefined {
  if (!approval) return 'unknown-approval';
  if (approval.state === 'open') {
    if (given.beingEdited) return 'already-decided';
    if (given.nowMs >= approval.expiresAtMs) return 'expired';
  }
  const standing = standingRefusal(approval, decision.digest);
  if (standing) return standing;
  return !approval.selfApproval && decision.by === given.startedBy ? 'not-permitted' : undefined;
}

/** Tell the sender of a decision why it was not taken. */
export function refusalText(
  refusal: DecisionRefusal,
  { approvalId, by }: Pick<Decision, 'approvalId' | 'by'>,
): string {
  const texts: Record<DecisionRefusal, string> = {
    'unknown-approval': `This run has no approval ${approvalId}; look at its open ones.`,
    'already-decided': `${approvalId} is decided already; nothing was changed.`,
    expired: `${approvalId} passed its deadline, which counts as a denial; nothing was changed.`,
    void: `${approvalId} is void: what it was about has changed. Look at the run's open approvals.`,
    'digest-changed': `${approvalId} is not what you saw any more; look again before you decide.`,
    'not-permitted': `${by} started this run and may not decide ${approvalId}; somebody else has to.`,
    'invalid-arguments': 'The edited arguments do not fit the tool.',
  };
  return texts[refusal];
}
