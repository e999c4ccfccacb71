import { describe, expect, it } from 'vitest';
import { approvalView } from '../../../src/core/approvals/approval-view.ts';
import { answered, call, charter, given, opened, turn, when } from '../../support/run-story.ts';

const asks = { ...charter, rules: [{ name: 'asks', when: { tool: ['change'] }, then: 'ask' as const }] };

describe('a void approval', () => {
  it('says what changed', () => {
    const asked = answered(opened(given(), asks), turn([call('change')]));
    const approved = when(asked, {
      type: 'approval-resolved',
      decision: { approvalId: 'c1.1r1', decision: 'approve', by: 'bea' },
    });
    const voided = when(
      approved,
      { type: 'command-started', id: 'c1.1' },
      { type: 'tool-voided', id: 'c1.1', message: `the order was closed${'!'.repeat(9_000)}` },
    );
    const [approval] = voided.approvals.map(approvalView);
    expect(approval).toMatchObject({
      state: 'void',
      voidedBy: expect.stringContaining('the order was closed'),
    });
    expect(approval?.voidedBy).toHaveLength(500);
  });
});
