import { describe, expect, it } from 'vitest';
import type { RunState } from '../../../src/core/run/run-state.ts';
import { answered, call, charter, done, due, given, opened, turn, when } from '../../support/run-story.ts';

const asks = {
  ...charter,
  rules: [{ name: 'asks', when: { tool: ['change', 'careful'] }, then: 'ask' as const, deadlineMs: 60_000 }],
};

function decided(state: RunState, approvalId: string, decision: 'approve' | 'reject'): RunState {
  const reason = 'we never pay this';
  return when(state, { type: 'approval-resolved', decision: { approvalId, decision, by: 'bea', reason } });
}

function proposed(state: RunState, tool = 'change', args: object = { n: 1 }): RunState {
  return answered(state, turn([call(tool, { ...args }, { resources: ['order:W1'] })]));
}

function rejected(): RunState {
  return decided(proposed(opened(given({ chat: true }), asks)), 'c1.1r1', 'reject');
}

function open(state: RunState): string[] {
  return state.approvals.filter((one) => one.state === 'open').map(({ id }) => id);
}

/** Let the tool look; what it sees is the same unless told otherwise. */
function looked(state: RunState, preview = 'pay', precondition = 1): RunState {
  const [id] = due(state);
  const callId = String(state.calls[0]?.id);
  return when(
    state,
    { type: 'command-started', id: String(id) },
    { type: 'call-prepared', id: callId, preview, precondition },
  );
}

describe('a call that was rejected and is proposed again', () => {
  it('is answered with the rejection and its reason; nobody is asked', () => {
    const again = proposed(rejected());
    expect(open(again)).toEqual([]);
    expect(again.approvals).toHaveLength(1);
    expect(again.transcript.messages.at(-1)).toMatchObject({
      role: 'tool',
      isError: true,
      content: expect.stringContaining('bea rejected this call: we never pay this'),
    });
  });

  it('is known again in another order of its arguments', () => {
    const asked = proposed(opened(given(), asks), 'change', { a: 1, b: 2 });
    expect(open(proposed(decided(asked, 'c1.1r1', 'reject'), 'change', { b: 2, a: 1 }))).toEqual([]);
  });

  it('is asked about when its arguments are others', () => {
    expect(open(proposed(rejected(), 'change', { n: 2 }))).toEqual(['c2.1r1']);
  });

  it('is asked about when the user said something since', () => {
    const said = when(rejected(), { type: 'user-spoke', messageId: 'm1', message: 'Do pay it.' });
    expect(open(proposed(said))).toEqual(['c2.1r1']);
  });

  it('is asked about when a write to its resources was applied since, and not after one to others', () => {
    const write = (resource: string): RunState => {
      const wrote = answered(rejected(), turn([call('send', {}, { resources: [resource] })]));
      return proposed(done(wrote, 'c2.1'));
    };
    expect(open(write('order:W1'))).toEqual(['c3.1r1']);
    expect(open(write('order:W2'))).toEqual([]);
  });

  it.each([
    ['the same', 'pay', 1, []],
    ['another preview', 'pay more', 1, ['c2.1r1']],
    ['another precondition', 'pay', 2, ['c2.1r1']],
  ])('is looked at first by a tool that prepares: %s', (_, preview, precondition, expected) => {
    const first = looked(proposed(opened(given(), asks), 'careful'));
    const again = looked(proposed(decided(first, 'c1.1r1', 'reject'), 'careful'), preview, precondition);
    expect(open(again)).toEqual(expected);
  });

  it('is asked about after a deadline that passed: that is no rejection', () => {
    const asked = proposed(opened(given(), asks));
    const expired = when(asked, { type: 'time-passed', atMs: asked.nowMs + 60_001 });
    expect(open(proposed(expired))).toEqual(['c2.1r1']);
  });

  it('is no failure, and no success either', () => {
    let state = rejected();
    for (let n = 0; n < 6; n++) state = proposed(state);
    expect(state.failureStreak).toBe(0);
    expect(state.outcome).toBeUndefined();
    const failed = answered(state, turn([call('invented')]));
    expect(failed.failureStreak).toBe(1);
    expect(proposed(failed).failureStreak).toBe(1);
  });

  it('is remembered for the last 32 rejections', () => {
    let state = opened(given(), { ...asks, limits: { ...asks.limits, steps: 1_000 } });
    for (let n = 1; n <= 33; n++) state = decided(proposed(state, 'change', { n }), `c${n}.1r1`, 'reject');
    expect(state.rejections).toHaveLength(32);
    expect(open(proposed(state, 'change', { n: 33 }))).toEqual([]);
    expect(open(proposed(state, 'change', { n: 1 }))).toEqual(['c34.1r1']);
  });
});
