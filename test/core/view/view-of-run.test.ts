import { describe, expect, it } from 'vitest';
import { viewOfRun } from '../../../src/core/view/view-of-run.ts';
import { answered, call, done, opened, turn, when } from '../../support/run-story.ts';

describe('a run as users see it', () => {
  it('tells how many proposed calls nothing ran, and the last ones: invented, misfit or denied', () => {
    const invented = (name: string) => ({
      ...call(name),
      check: { kind: 'invalid', reason: 'unknown-tool', message: `no tool ${name}` } as const,
    });
    const state = answered(opened(), turn(['a', 'b', 'c', 'd', 'e', 'f'].map(invented)));
    const after = answered(state, turn([call('fly')]));
    expect(viewOfRun(state).refusedCalls).toMatchObject({ count: 6 });
    expect(viewOfRun(after).refusedCalls).toEqual({
      count: 7,
      last: [
        { call: 'c1.3', tool: 'c', because: 'unknown-tool', message: 'no tool c' },
        { call: 'c1.4', tool: 'd', because: 'unknown-tool', message: 'no tool d' },
        { call: 'c1.5', tool: 'e', because: 'unknown-tool', message: 'no tool e' },
        { call: 'c1.6', tool: 'f', because: 'unknown-tool', message: 'no tool f' },
        expect.objectContaining({ call: 'c2.1', tool: 'fly', because: 'denied' }),
      ],
    });
    expect(viewOfRun(opened())).not.toHaveProperty('refusedCalls');
  });

  it('tells effects in the order of their calls, also where a later one began first', () => {
    const asked = answered(
      opened(),
      turn([call('careful', { n: 1 }), call('change', { n: 2 }, { resources: ['b'] })]),
    );
    const second = done(asked, 'c1.2');
    const looked = when(
      second,
      { type: 'command-started', id: 'c1.1p1' },
      { type: 'call-prepared', id: 'c1.1', preview: 'Do it' },
      { type: 'approval-resolved', decision: { approvalId: 'c1.1r1', decision: 'approve', by: 'bea' } },
    );
    const both = done(looked, 'c1.1');
    expect(both.effects.map(({ id }) => id)).toEqual(['c1.2', 'c1.1']);
    expect(viewOfRun(both).effects.map(({ id }) => id)).toEqual(['c1.1', 'c1.2']);
  });

  it('tells approvals in the order of their calls, also where a later one was asked for first', () => {
    const proposed = answered(
      opened(),
      turn([
        call('careful', { n: 1 }, { resources: ['a'] }),
        call('careful', { n: 2 }, { resources: ['b'] }),
      ]),
    );
    const asked = when(
      proposed,
      { type: 'command-started', id: 'c1.1p1' },
      { type: 'command-started', id: 'c1.2p1' },
      { type: 'call-prepared', id: 'c1.2', preview: 'Do the second' },
      { type: 'call-prepared', id: 'c1.1', preview: 'Do the first' },
    );
    expect(asked.approvals.map(({ id }) => id)).toEqual(['c1.2r1', 'c1.1r1']);
    expect(viewOfRun(asked).approvals.map(({ id }) => id)).toEqual(['c1.1r1', 'c1.2r1']);
  });
});
