import { describe, expect, it } from 'vitest';
import type { Rule } from '../../../src/core/guard/rule.ts';
import type { RunState } from '../../../src/core/run/run-state.ts';
import { answered, call, charter, due, given, opened, turn, when } from '../../support/run-story.ts';

const usd = 1_000_000_000;
const rules: readonly Rule[] = [
  { name: 'dear asks', when: { amountAboveNanoUsd: 100 * usd }, then: 'ask', selfApproval: false },
  { name: 'orders ask', when: { resource: ['order:*'] }, then: 'ask' },
  { name: 'huge is denied', when: { amountAboveNanoUsd: 1_000 * usd }, then: 'deny' },
];

function looked(told: object, found: object): RunState {
  const proposed = answered(opened(given(), { ...charter, rules }), turn([call('careful', {}, told)]));
  return when(
    proposed,
    { type: 'command-started', id: String(due(proposed)[0]) },
    { type: 'call-prepared', id: 'c1.1', preview: 'pay', facts: { resources: [], ...found } },
  );
}

describe('what prepare finds', () => {
  it.each([
    ['a smaller amount', { amountNanoUsd: 500 * usd }, { amountNanoUsd: 20 * usd }, 'dear asks'],
    ['no resources', { resources: ['order:W1'], amountNanoUsd: 1 }, { amountNanoUsd: 1 }, 'orders ask'],
    [
      'a question that is milder',
      { amountNanoUsd: 500 * usd },
      { amountNanoUsd: 20 * usd, resources: ['order:W1'] },
      'dear asks',
    ],
    ['a larger amount', { amountNanoUsd: 20 * usd }, { amountNanoUsd: 500 * usd }, 'dear asks'],
  ])('never makes the guard milder: %s', (_, told, found, rule) => {
    expect(looked(told, found).calls[0]).toMatchObject({
      verdict: { kind: 'ask', rule },
      progress: { state: 'awaiting-approval' },
    });
  });

  it('may make it stricter', () => {
    const state = looked({ amountNanoUsd: 500 * usd }, { amountNanoUsd: 5_000 * usd });
    expect(state.transcript.messages.at(-1)).toMatchObject({ isError: true });
  });

  it('never makes an edit milder than its arguments are', () => {
    const edits: readonly Rule[] = [
      { name: 'careful asks', when: { tool: ['careful'] }, then: 'ask' },
      { name: 'dear is denied', when: { amountAboveNanoUsd: 100 * usd }, then: 'deny' },
    ];
    const small = { resources: [], amountNanoUsd: 20 * usd };
    const edited = when(
      answered(opened(given(), { ...charter, rules: edits }), turn([call('careful', {}, small)])),
      { type: 'command-started', id: 'c1.1p1' },
      { type: 'call-prepared', id: 'c1.1', preview: 'pay 20', facts: small },
      {
        type: 'approval-resolved',
        decision: { approvalId: 'c1.1r1', decision: 'edit', arguments: { n: 2 }, by: 'bea' },
      },
      { type: 'command-started', id: 'c1.1e2' },
      {
        type: 'edit-checked',
        id: 'c1.1',
        check: { kind: 'valid', facts: { resources: [], amountNanoUsd: 500 * usd } },
      },
      { type: 'command-started', id: 'c1.1p3' },
      { type: 'call-prepared', id: 'c1.1', preview: 'pay 20 after all', facts: small },
    );
    expect(edited.approvals.map(({ state }) => state)).toEqual(['edited']);
    expect(edited.transcript.messages.at(-1)).toMatchObject({
      isError: true,
      content: expect.stringContaining('dear is denied'),
    });
  });
});
