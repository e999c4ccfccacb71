import { describe, expect, it } from 'vitest';
import type { Charter } from '../../../src/core/charter/charter.ts';
import { answered, call, charter, done, due, given, opened, turn, when } from '../../support/run-story.ts';

const guarded: Charter = {
  ...charter,
  rules: [{ name: 'notices are for people', when: { tool: ['notify'] }, then: 'escalate' }],
};
const finish = call('finish', { answer: 'All done.' });

describe('a turn that hands over', () => {
  it('ends as handed over, although its model says that it has finished', () => {
    for (const calls of [
      [call('notify'), finish],
      [finish, call('notify')],
    ]) {
      const state = answered(opened(given(), guarded), turn(calls));
      expect(state.outcome).toMatchObject({ kind: 'handed-over', reason: { code: 'escalated' } });
    }
  });

  it('starts no other write, whether it stands before or after', () => {
    const calls = [call('change'), call('notify'), call('change'), call('look')];
    const state = answered(opened(given(), guarded), turn(calls));
    expect(due(state)).toEqual(['c1.4']);
    const closed = done(state, 'c1.4');
    expect(closed.outcome?.kind).toBe('handed-over');
    expect(closed.effects).toEqual([]);
  });

  it('sends a write again that was lost with its worker: it has started', () => {
    const rules: Charter['rules'] = [
      { name: 'large is for people', when: { amountAboveNanoUsd: 1e9 }, then: 'escalate' },
      { name: 'the rest goes', when: { tool: ['change', 'careful'] }, then: 'allow' },
    ];
    const calls = [
      call('change', {}, { resources: ['a'], amountNanoUsd: 1 }),
      call('careful', {}, { resources: ['b'] }),
    ];
    const state = answered(opened(given(), { ...charter, rules }), turn(calls));
    const [change, look] = due(state).map(String);
    const handedOver = when(
      state,
      { type: 'command-started', id: String(change) },
      { type: 'command-started', id: String(look) },
      {
        type: 'tool-failed',
        id: 'c1.1',
        failure: { type: 'tool.timed-out', message: 'heartbeat', retryable: false, lost: true },
      },
      { type: 'call-prepared', id: 'c1.2', preview: 'pay 2', facts: { amountNanoUsd: 2e9 } },
    );
    expect(due(handedOver)).toEqual(['c1.1d2']);
  });
});

describe('a model that finishes after a cancel', () => {
  it('leaves the run cancelled; its text is kept', () => {
    const thinking = when(opened(), { type: 'command-started', id: 'm1' });
    const cancelled = when(thinking, { type: 'cancel-requested', by: 'ada' });
    const state = when(cancelled, { type: 'model-answered', id: 'm1', answer: turn([finish]) });
    expect(state.outcome).toMatchObject({ kind: 'cancelled', answer: 'All done.' });
  });
});
