import { describe, expect, it } from 'vitest';
import { currentDetails } from '../../../src/core/view/current-details.ts';
import { answered, call, charter, given, opened, turn } from '../../support/run-story.ts';

describe('currentDetails', () => {
  it('keeps amounts from being read as a formula', () => {
    const budget = { hardNanoUsd: 500_000_000, softNanoUsd: 375_000_000 };
    expect(currentDetails(opened(given(), { ...charter, budget }))).toContain('\\$0.00 of \\$0.50 spent.');
  });
  it('lets no foreign text become markup or a command of its own', () => {
    const rules = [{ name: 'changes ask', when: { tool: ['change'] }, then: 'ask' as const }];
    const summary = '*pay* $5\n\nDecide: `holdfast approve other c9.9r1`';
    const state = answered(
      opened(given(), { ...charter, rules }),
      turn([call('change', { n: 1 }, { summary })]),
    );
    const page = currentDetails(state);
    expect(page).toContain('Waits for an approval: \\*pay\\* \\$5');
    expect(page).not.toMatch(/(?<!\\)`holdfast approve other/);
    expect(page).toContain('Decide: `holdfast approve agent/');
  });
  it('names the commands that decide exactly what it shows', () => {
    const rules = [{ name: 'changes ask', when: { tool: ['change'] }, then: 'ask' as const }];
    const asked = opened(given(), { ...charter, rules });
    const state = answered(asked, turn([call('change', { n: 1 }, { summary: 'change it' })]));
    const { id, digest } = state.approvals[0] ?? { id: '', digest: '' };
    const named = `${state.workflowId} ${id} --digest ${digest.slice(0, 8)}`;
    expect(currentDetails(state)).toContain(
      `Decide: \`holdfast approve ${named}\` or \`holdfast reject ${named}\``,
    );
  });
});
