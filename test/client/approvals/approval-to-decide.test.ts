import { describe, expect, it } from 'vitest';
import { approvalToDecide } from '../../../src/client/approvals/approval-to-decide.ts';
import type { HoldfastError } from '../../../src/client/errors/holdfast-error.ts';
import type { ApprovalView, RunView } from '../../../src/core/view/run-view.ts';
import { openApproval, sampleOpenRun, sampleRun } from '../../support/sample-run.ts';

const id = 'agent/retail/demo-1';
const { digest } = openApproval();

function waiting(...approvals: ApprovalView[]): RunView {
  return sampleOpenRun({ state: 'awaiting-approval', approvals });
}

function refusal(run: RunView, wanted: { approvalId?: string; digest?: string } = {}): HoldfastError {
  try {
    approvalToDecide(run, { decision: 'approve', by: 'ben', ...wanted });
  } catch (error) {
    return error as HoldfastError;
  }
  throw new Error('it can be decided');
}

describe('approvalToDecide', () => {
  it('finds the only open approval, or the one that is named', () => {
    const [first, second] = [openApproval(), openApproval({ id: 'c3.2r1', call: 'c3.2' })];
    const decided = openApproval({ id: 'c2.1r1', state: 'rejected' });
    const approve = { decision: 'approve', by: 'ben' } as const;
    expect(approvalToDecide(waiting(decided, first), approve)).toBe(first);
    const named = { ...approve, approvalId: 'c3.2r1', digest: digest.slice(0, 8) };
    expect(approvalToDecide(waiting(first, second), named)).toBe(second);
  });

  it('asks which one is meant of several, with what each is about and the ways to decide it', () => {
    const run = waiting(openApproval(), openApproval({ id: 'c3.2r1', preview: 'Refund all.\nundo  none' }));
    expect(refusal(run)).toMatchObject({
      kind: 'usage',
      code: 'approval_ambiguous',
      why: '  c3.1r1  Cancel order #W1001 and refund $182.40 to gift_card_77\n  c3.2r1  Refund all.',
      next: [
        { action: 'approve', run: id, approval: 'c3.1r1', digest },
        { action: 'approve', run: id, approval: 'c3.2r1', digest },
      ],
      details: { run: id, approvals: ['c3.1r1', 'c3.2r1'] },
    });
  });

  it('finds none that is not there, and none where nothing waits', () => {
    expect(refusal(waiting(openApproval()), { approvalId: 'c9.9r1' })).toMatchObject({
      kind: 'not-found',
      code: 'approval_not_found',
      message: `The run ${id} has no approval c9.9r1.`,
    });
    expect(refusal(sampleRun())).toMatchObject({
      code: 'approval_not_found',
      message: `The run ${id} waits for no approval.`,
    });
  });

  it.each([
    [openApproval({ state: 'approved' }), 'already_decided'],
    [openApproval({ state: 'expired' }), 'expired'],
    [openApproval({ state: 'void' }), 'void'],
    [openApproval({ digest: '0'.repeat(64) }), 'digest_changed'],
  ])('refuses what can no longer be decided as seen: %#', (approval, code) => {
    const wanted = { approvalId: 'c3.1r1', digest };
    expect(refusal(waiting(approval), wanted)).toMatchObject({ kind: 'conflict', code });
  });

  it('refuses what a closed run left open', () => {
    const closed = sampleRun({ approvals: [openApproval()] });
    expect(refusal(closed, { approvalId: 'c3.1r1' })).toMatchObject({ kind: 'conflict', code: 'run_closed' });
  });
});
