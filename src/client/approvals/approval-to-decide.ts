import type { Decision } from '../../core/approvals/approval.ts';
import { chooseApproval } from '../../core/approvals/choose-approval.ts';
import { refusalText, standingRefusal } from '../../core/approvals/decision-refusal.ts';
import { cutToOneLine } from '../../core/values/one-line.ts';
import type { ApprovalView, RunView } from '../../core/view/run-view.ts';
import { runClosed } from '../errors/from-temporal-error.ts';
import { HoldfastError } from '../errors/holdfast-error.ts';

/** Of what an approval is about, in an error that lists several. */
const maxSummaryChars = 80;

/**
 * Find the approval of a run that a decision is about: the one by its id, else the only open one.
 *
 * @throws HoldfastError not-found `approval_not_found`; usage `approval_ambiguous` where several are open; conflict
 * `already_decided`, `expired`, `void` or `run_closed`, and `digest_changed` where it is not what the digest was of.
 */
export function approvalToDecide(
  run: Pick<RunView, 'id' | 'state' | 'approvals' | 'next'>,
  wanted: Pick<Decision, 'decision' | 'by'> & {
    readonly [Field in 'approvalId' | 'digest']?: string | undefined;
  },
): ApprovalView {
  const { approvalId, digest, by } = wanted;
  const choice = chooseApproval(run.approvals, approvalId);
  if (choice.kind === 'none') throw approvalNotFound(run.id, approvalId);
  if (choice.kind === 'several') throw severalOpen(run, choice.open, wanted.decision);
  const { approval } = choice;
  const refusal = standingRefusal(approval, digest);
  if (refusal === undefined && run.state === 'closed') throw runClosed({ run: run.id });
  if (refusal === undefined) return approval;
  throw new HoldfastError({
    kind: 'conflict',
    code: refusal.replaceAll('-', '_'),
    message: `The decision about ${approval.id} of the run ${run.id} was not taken.`,
    why: refusalText(refusal, { approvalId: approval.id, by }),
    unchanged: 'The run is as it was.',
    next: [{ action: 'show', run: run.id }],
    details: { run: run.id },
  });
}

export function approvalNotFound(
  run: string,
  approvalId: string | undefined,
  cause?: unknown,
): HoldfastError {
  return new HoldfastError({
    kind: 'not-found',
    code: 'approval_not_found',
    message:
      approvalId === undefined
        ? `The run ${run} waits for no approval.`
        : `The run ${run} has no approval ${approvalId}.`,
    unchanged: 'Nothing was decided.',
    next: [{ action: 'show', run }, { action: 'inbox' }],
    details: { run },
    cause,
  });
}

function severalOpen(
  { id: run, next }: Pick<RunView, 'id' | 'next'>,
  open: readonly ApprovalView[],
  decision: Decision['decision'],
): HoldfastError {
  const ways = next.filter(({ action }) => action === decision);
  return new HoldfastError({
    kind: 'usage',
    code: 'approval_ambiguous',
    message: `The run ${run} waits for ${open.length} approvals; say which one is meant.`,
    why: open.map(({ id, preview }) => `  ${id}  ${firstLine(preview)}`).join('\n'),
    unchanged: 'Nothing was decided.',
    next: ways.length > 0 ? ways : [{ action: 'show', run }],
    details: { run, approvals: open.map(({ id }) => id) },
  });
}

function firstLine(preview: string): string {
  return cutToOneLine(preview.split('\n')[0] ?? '', maxSummaryChars);
}
