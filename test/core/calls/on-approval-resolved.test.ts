import { describe, expect, it } from 'vitest';
import type { Decision } from '../../../src/core/approvals/approval.ts';
import { approvalCards } from '../../../src/core/approvals/approval-card.ts';
import type { RunState } from '../../../src/core/run/run-state.ts';
import { jsonBytes } from '../../../src/core/values/json.ts';
import { currentDetails } from '../../../src/core/view/current-details.ts';
import { answered, call, charter, due, given, opened, turn, when } from '../../support/run-story.ts';

const asks = {
  ...charter,
  rules: [{ name: 'changes ask', when: { tool: ['change'] }, then: 'ask' as const }],
};

function decide(state: RunState, decision: Partial<Decision>): RunState {
  const given: Decision = { approvalId: 'c1.1r1', decision: 'approve', by: 'bea', ...decision };
  return when(state, { type: 'approval-resolved', decision: given });
}

function asked(): RunState {
  return answered(opened(given(), asks), turn([call('change', { n: 1 })]));
}

describe('an approval', () => {
  it('can be decided after any number of refused decisions, of which it keeps the last', () => {
    let state = asked();
    for (let n = 0; n < 60; n++) state = decide(state, { digest: 'feedfeedfeed' });
    expect(state.approvals[0]?.decisions).toHaveLength(50);
    const approved = decide(state, {});
    expect(approved.approvals[0]?.state).toBe('approved');
    expect(due(approved)).toEqual(['c1.1']);
  });

  it('that is decided is kept only while all of them together are small', () => {
    let state = opened(given(), { ...asks, limits: { ...asks.limits, steps: 1_000 } });
    for (let n = 1; n <= 39; n++) {
      state = answered(state, turn([call('change', { n, text: 'x'.repeat(60_000) })]));
      state = decide(state, { approvalId: `c${n}.1r1`, decision: 'reject' });
      state = { ...state, failureStreak: 0 };
    }
    expect(jsonBytes(state.approvals)).toBeLessThan(200 * 1024);
    expect(state.approvals.at(-1)?.id).toBe('c39.1r1');
  });

  it('fits a card of one KiB in any script', () => {
    const preview = '返金する'.repeat(200);
    const rule = {
      name: '返金'.repeat(40),
      when: { tool: ['change'] },
      then: 'ask' as const,
      approvers: '経理'.repeat(30),
    };
    const state = answered(
      opened(given(), { ...charter, rules: [rule] }),
      turn([call('change', {}, { summary: preview.slice(0, 400) })]),
    );
    for (const card of approvalCards(state.approvals)) expect(jsonBytes(card)).toBeLessThanOrEqual(1_024);
  });

  it('that is open stands in the page for people, with how to answer', () => {
    const page = currentDetails(asked());
    expect(page).toContain('c1.1r1');
    expect(page).toContain('holdfast approve');
  });
});
