import { describe, expect, it } from 'vitest';
import type { Charter, CharterTool } from '../../../src/core/charter/charter.ts';
import { viewOfRun } from '../../../src/core/view/view-of-run.ts';
import { answered, call, charter, done, due, given, opened, turn, when } from '../../support/run-story.ts';

const fewChanges: Charter = {
  ...charter,
  rules: [{ name: 'few changes', when: { tool: ['change', 'constructor'], callsAbove: 1 }, then: 'deny' }],
};

describe('callsAbove', () => {
  it('counts the calls of one turn that come before', () => {
    const calls = ['a', 'b', 'c', 'd'].map((resource) => call('change', {}, { resources: [resource] }));
    expect(due(answered(opened(given(), fewChanges), turn(calls)))).toEqual(['c1.1', 'c1.2']);
  });

  it('counts a tool that has the name of an inherited property', () => {
    const tools = { ...charter.tools, constructor: charter.tools['change'] as CharterTool };
    const rules: Charter = { ...fewChanges, tools };
    const one = done(answered(opened(given(), rules), turn([call('constructor')])), 'c1.1');
    expect(one.callsByTool).toEqual({ constructor: 1 });
  });
});

describe('a repeated intent', () => {
  const facts = { resources: ['order:1'], intent: 'cancel:1' };

  it('is answered with the earlier result before the tool looks, and before a person is asked', () => {
    const first = done(
      when(
        answered(opened(), turn([call('careful', { order: 1 }, facts)])),
        { type: 'command-started', id: 'c1.1p1' },
        { type: 'call-prepared', id: 'c1.1', preview: 'cancel' },
        { type: 'approval-resolved', decision: { approvalId: 'c1.1r1', decision: 'approve', by: 'bea' } },
      ),
      'c1.1',
      'cancelled',
    );
    const again = answered(first, turn([call('careful', { order: 1 }, facts)]));
    expect(again.transcript.messages.at(-1)).toMatchObject({ content: 'cancelled', isError: false });
    expect(again.approvals).toHaveLength(1);
    expect(due(again)).toEqual(['m3']);
  });

  it('asks when a later try of it came to nothing and the first one still stands', () => {
    const first = done(answered(opened(), turn([call('change', { order: 1 }, facts)])), 'c1.1');
    const between = done(
      answered(first, turn([call('change', { other: 1 }, { resources: ['order:1'] })])),
      'c2.1',
    );
    const asked = answered(between, turn([call('change', { order: 1 }, facts)]));
    const tried = when(
      asked,
      { type: 'approval-resolved', decision: { approvalId: 'c3.1r1', decision: 'approve', by: 'bea' } },
      { type: 'command-started', id: 'c3.1' },
      { type: 'tool-rejected', id: 'c3.1', message: 'cannot' },
    );
    const again = answered(tried, turn([call('change', { order: 1 }, facts)]));
    expect(viewOfRun(again).state).toBe('awaiting-approval');
  });

  it('that a person approved twice before it was made is made once', () => {
    const twice = answered(
      opened(given(), { ...charter, rules: [{ name: 'asks', when: { tool: ['change'] }, then: 'ask' }] }),
      turn([call('change', { order: 1 }, facts), call('change', { order: 1 }, facts)]),
    );
    const approved = when(
      twice,
      { type: 'approval-resolved', decision: { approvalId: 'c1.1r1', decision: 'approve', by: 'bea' } },
      { type: 'approval-resolved', decision: { approvalId: 'c1.2r1', decision: 'approve', by: 'bea' } },
    );
    expect(due(approved)).toEqual(['c1.1']);
    const made = done(approved, 'c1.1', 'cancelled');
    expect(due(made)).toEqual(['m2']);
    expect(made.transcript.messages.at(-1)).toMatchObject({ content: 'cancelled', isError: false });
    expect(made.approvals.map(({ id, state }) => [id, state])).toEqual([
      ['c1.1r1', 'approved'],
      ['c1.2r1', 'void'],
    ]);
  });
});
