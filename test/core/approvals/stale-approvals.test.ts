import { describe, expect, it } from 'vitest';
import { approvalCards } from '../../../src/core/approvals/approval-card.ts';
import { staleApprovals } from '../../../src/core/approvals/stale-approvals.ts';
import { answered, call, opened, turn } from '../../support/run-story.ts';

const digest = 'a'.repeat(64);
const asked = { run: 'agent/desk/t1', id: 'c1.1r1', tool: 'refund', toolDigest: digest.slice(0, 16) };

describe('open approvals and a build', () => {
  it('stand where its tool is declared as it was', () => {
    expect(staleApprovals([asked], new Map([['refund', digest]]))).toEqual([]);
  });

  it('are void where the declaration of their tool changed', () => {
    expect(staleApprovals([asked], new Map([['refund', 'b'.repeat(64)]]))).toEqual([
      { run: 'agent/desk/t1', id: 'c1.1r1', tool: 'refund', because: 'changed' },
    ]);
  });

  it('cannot run where it has no such tool', () => {
    expect(staleApprovals([asked], new Map())).toMatchObject([{ because: 'gone' }]);
  });

  it('are left out where nobody wrote down what they bind', () => {
    const { toolDigest: _, ...older } = asked;
    expect(staleApprovals([older], new Map([['refund', digest]]))).toEqual([]);
  });

  it('are compared by what their cards tell', () => {
    const { approvals: open, charter: rules } = answered(opened(), turn([call('notify')]));
    expect(approvalCards(open, rules?.tools)).toMatchObject([{ toolDigest: 'digest-irreversi' }]);
  });
});
