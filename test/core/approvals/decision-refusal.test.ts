import { describe, expect, it } from 'vitest';
import type { Approval, Decision } from '../../../src/core/approvals/approval.ts';
import { refusalOf, standingRefusal } from '../../../src/core/approvals/decision-refusal.ts';

const digest = '9f3ac1d2'.repeat(8);
const approve: Decision = { approvalId: 'c1.1r1', decision: 'approve', digest: '9f3ac1d2', by: 'ben' };
const given = { nowMs: 0, startedBy: 'ada', beingEdited: false };

function approval(changes: Partial<Approval> = {}): Approval {
  return {
    id: 'c1.1r1',
    call: 'c1.1',
    turn: 1,
    tool: 'put',
    arguments: {},
    preview: 'Put it.',
    digest,
    rule: 'putting asks',
    reason: 'putting asks: put',
    selfApproval: false,
    requestedAtMs: 0,
    expiresAtMs: 1_000,
    remindAtMs: 500,
    reminded: false,
    decisions: [],
    state: 'open',
    ...changes,
  };
}

describe('standingRefusal', () => {
  it.each([
    ['approved', 'already-decided'],
    ['rejected', 'already-decided'],
    ['edited', 'already-decided'],
    ['expired', 'expired'],
    ['void', 'void'],
  ] as const)('refuses what is %s as %s', (state, refusal) => {
    expect(standingRefusal({ state, digest }, '9f3ac1d2')).toBe(refusal);
  });
  it('lets an open one be decided, by its digest, the first 8 characters of it in either case, or none', () => {
    for (const seen of [digest, '9f3ac1d2', '9F3AC1D2', undefined]) {
      expect(standingRefusal({ state: 'open', digest }, seen)).toBeUndefined();
    }
  });
  it.each(['9f3ac1d', '00000000', `${digest}0`, 'not hexadecimal', ''])(
    'refuses %j, which is not what was seen',
    (seen) => {
      expect(standingRefusal({ state: 'open', digest }, seen)).toBe('digest-changed');
    },
  );
});

describe('refusalOf', () => {
  it('knows what the view does not: what is being edited, the deadline, and who may not decide', () => {
    expect(refusalOf(approval(), approve, given)).toBeUndefined();
    expect(refusalOf(undefined, approve, given)).toBe('unknown-approval');
    expect(refusalOf(approval(), approve, { ...given, beingEdited: true })).toBe('already-decided');
    expect(refusalOf(approval(), approve, { ...given, nowMs: 1_000 })).toBe('expired');
    expect(refusalOf(approval(), { ...approve, by: 'ada' }, given)).toBe('not-permitted');
    expect(refusalOf(approval({ selfApproval: true }), { ...approve, by: 'ada' }, given)).toBeUndefined();
  });
  it('tells what became of an approval before it looks at the sender', () => {
    const own = { ...approve, by: 'ada', digest: '00000000' };
    expect(refusalOf(approval({ state: 'void' }), own, given)).toBe('void');
    expect(refusalOf(approval({ state: 'approved' }), own, { ...given, nowMs: 1_000 })).toBe(
      'already-decided',
    );
    expect(refusalOf(approval(), own, given)).toBe('digest-changed');
  });
});
