import { describe, expect, it } from 'vitest';
import type { Decision } from '../../../src/core/approvals/approval.ts';
import { nextDeadlineMs } from '../../../src/core/run/deadlines.ts';
import { decide } from '../../../src/core/run/decide.ts';
import type { RunState } from '../../../src/core/run/run-state.ts';
import { viewOfRun } from '../../../src/core/view/view-of-run.ts';
import { answered, call, charter, due, given, opened, turn, when } from '../../support/run-story.ts';

const transient = { type: 'ToolTransient', message: 'busy', retryable: true } as const;
const facts = { resources: ['order:1'], amountNanoUsd: 5_000 };

/** A run whose careful call was looked at and waits for a person. */
function asked(state: RunState = opened()): RunState {
  const proposed = answered(state, turn([call('careful', { n: 1 }, facts)]));
  expect(due(proposed)).toEqual(['c1.1p1']);
  return when(
    proposed,
    { type: 'command-started', id: 'c1.1p1' },
    { type: 'call-prepared', id: 'c1.1', preview: 'Pay $5', precondition: { status: 'pending' }, facts },
  );
}

function decided(state: RunState, decision: Partial<Decision> & Pick<Decision, 'decision'>): RunState {
  const approval = state.approvals[0];
  const full: Decision = {
    approvalId: 'c1.1r1',
    by: 'bea',
    ...(approval && { digest: approval.digest }),
    ...decision,
  };
  return when(state, { type: 'approval-resolved', decision: full });
}

function lastRefusal(state: RunState): string | undefined {
  return state.approvals[0]?.decisions.at(-1)?.refusal;
}

describe('approvals', () => {
  it('looks first, then waits for a person before a write', () => {
    const state = asked();
    expect(due(state)).toEqual([]);
    expect(viewOfRun(state).state).toBe('awaiting-approval');
    expect(viewOfRun(state).approvals[0]).toMatchObject({
      id: 'c1.1r1',
      call: 'c1.1',
      tool: 'careful',
      preview: 'Pay $5',
      rule: 'careful asks',
      state: 'open',
      decisions: [],
    });
  });

  it('runs exactly what was approved, and hands the approval on', () => {
    const state = decided(asked(), { decision: 'approve' });
    const [command] = decide(state);
    expect(command).toMatchObject({
      kind: 'run-tool',
      id: 'c1.1',
      arguments: { n: 1 },
      precondition: { status: 'pending' },
      approval: { approvalId: 'c1.1r1', digest: state.approvals[0]?.digest },
    });
  });

  it('answers the model with the reason of a rejection, and runs nothing', () => {
    const state = decided(asked(), { decision: 'reject', reason: 'wrong customer' });
    expect(due(state)).toEqual(['m2']);
    expect(state.transcript.messages.at(-1)?.content).toBe('Not run: bea rejected this call: wrong customer');
    expect(state.effects).toEqual([]);
  });

  it('takes no answer by the deadline for a denial, after one reminder', () => {
    const state = asked();
    const remindAtMs = nextDeadlineMs(state) ?? 0;
    const reminded = when(state, { type: 'time-passed', atMs: remindAtMs });
    expect(reminded.approvals[0]).toMatchObject({ reminded: true, state: 'open' });
    const expiresAtMs = nextDeadlineMs(reminded) ?? 0;
    expect(expiresAtMs - (state.approvals[0]?.requestedAtMs ?? 0)).toBe(60_000);
    const expired = when(reminded, { type: 'time-passed', atMs: expiresAtMs });
    expect(expired.approvals[0]?.state).toBe('expired');
    expect(due(expired)).toEqual(['m2']);
    expect(nextDeadlineMs(expired)).toBeUndefined();
    expect(expired.humanWait.totalMs).toBe(60_000);
  });

  it.each<[string, Partial<Decision> & Pick<Decision, 'decision'>, string]>([
    ['a digest that is not the one shown', { decision: 'approve', digest: 'feedfeedfeed' }, 'digest-changed'],
    ['a digest that is too short to tell', { decision: 'approve', digest: 'abc' }, 'digest-changed'],
  ])('refuses %s, records it and leaves the approval open', (_name, decision, refusal) => {
    const state = decided(asked(), decision);
    expect(lastRefusal(state)).toBe(refusal);
    expect(state.approvals[0]?.state).toBe('open');
    expect(due(state)).toEqual([]);
  });

  it('takes a prefix of eight characters of the digest', () => {
    const state = asked();
    const digest = state.approvals[0]?.digest.slice(0, 8) ?? '';
    expect(decided(state, { decision: 'approve', digest }).approvals[0]?.state).toBe('approved');
  });

  it('refuses a second decision, whoever gives it', () => {
    const once = decided(asked(), { decision: 'approve' });
    const twice = decided(once, { decision: 'reject' });
    expect(lastRefusal(twice)).toBe('already-decided');
    expect(due(twice)).toEqual(['c1.1']);
  });

  it('refuses a decision after the deadline even when the clock has not struck yet', () => {
    const state = asked();
    const late = when(state, {
      type: 'approval-resolved',
      atMs: (state.approvals[0]?.expiresAtMs ?? 0) + 1,
      decision: { approvalId: 'c1.1r1', decision: 'approve', by: 'bea' },
    });
    expect(lastRefusal(late)).toBe('expired');
    expect(due(late)).toEqual([]);
  });

  it('ignores a decision about an approval of another run', () => {
    const state = asked();
    const decision: Decision = { approvalId: 'c9.9r1', decision: 'approve', by: 'bea' };
    expect(when(state, { type: 'approval-resolved', decision })).toBe(state);
  });

  it('refuses who started the run where the rule forbids self-approval', () => {
    const rules = charter.rules.map((rule) => ({ ...rule, selfApproval: false }));
    const state = decided(asked(opened(given(), { ...charter, rules })), { decision: 'approve', by: 'ada' });
    expect(lastRefusal(state)).toBe('not-permitted');
    expect(decided(state, { decision: 'approve', by: 'bea' }).approvals[0]?.state).toBe('approved');
  });

  it('checks, prepares and rules on an edit anew; it counts as the approval of its author', () => {
    const edited = decided(asked(), { decision: 'edit', arguments: { n: 2 }, reason: 'half' });
    expect(due(edited)).toEqual(['c1.1e2']);
    const checked = when(
      edited,
      { type: 'command-started', id: 'c1.1e2' },
      { type: 'edit-checked', id: 'c1.1', check: { kind: 'valid', facts } },
    );
    expect(due(checked)).toEqual(['c1.1p3']);
    const prepared = when(
      checked,
      { type: 'command-started', id: 'c1.1p3' },
      { type: 'call-prepared', id: 'c1.1', preview: 'Pay $2', facts },
    );
    expect(prepared.approvals.map(({ id, state }) => [id, state])).toEqual([
      ['c1.1r1', 'edited'],
      ['c1.1r2', 'approved'],
    ]);
    expect(decide(prepared)[0]).toMatchObject({ kind: 'run-tool', arguments: { n: 2 } });
  });

  it('leaves the approval open when the edited arguments do not fit the tool', () => {
    const edited = decided(asked(), { decision: 'edit', arguments: { n: 'x' } });
    const refused = when(
      edited,
      { type: 'command-started', id: 'c1.1e2' },
      {
        type: 'edit-checked',
        id: 'c1.1',
        check: { kind: 'invalid', reason: 'bad-arguments', message: 'n: no number' },
      },
    );
    expect(lastRefusal(refused)).toBe('invalid-arguments');
    expect(refused.approvals[0]).toMatchObject({ state: 'open', decisions: [{ accepted: false }] });
    expect(refused.approvals[0]?.decisions).toHaveLength(1);
    expect(decide(decided(refused, { decision: 'approve' }))[0]).toMatchObject({ arguments: { n: 1 } });
  });

  it('is void where the tool is declared otherwise by now: the model is told, and nothing runs', () => {
    const edited = decided(asked(), { decision: 'edit', arguments: { n: 2 } });
    const voided = when(
      edited,
      { type: 'command-started', id: 'c1.1e2' },
      {
        type: 'edit-checked',
        id: 'c1.1',
        check: { kind: 'void', message: 'the declaration of the tool changed' },
      },
    );
    expect(lastRefusal(voided)).toBe('void');
    expect(voided.approvals[0]).toMatchObject({
      state: 'void',
      voidedBy: 'the declaration of the tool changed',
      decisions: [{ accepted: false }],
    });
    expect(decide(voided)).toMatchObject([{ kind: 'call-model' }]);
  });

  it.each([
    ['refuses', { type: 'prepare-rejected', id: 'c1.1', message: 'There is no 9.' }],
    ['cannot look at', { type: 'prepare-failed', id: 'c1.1', failure: transient }],
  ] as const)('still runs what it was asked about after the tool %s an edit', (_, end) => {
    const edited = decided(asked(), { decision: 'edit', arguments: { n: 9 } });
    const refused = when(
      edited,
      { type: 'command-started', id: 'c1.1e2' },
      { type: 'edit-checked', id: 'c1.1', check: { kind: 'valid', facts: { resources: ['order:9'] } } },
      { type: 'command-started', id: 'c1.1p3' },
      end,
    );
    expect(lastRefusal(refused)).toBe('invalid-arguments');
    expect(refused.approvals[0]?.state).toBe('open');
    const [command] = decide(decided(refused, { decision: 'approve' }));
    expect(command).toMatchObject({
      kind: 'run-tool',
      arguments: { n: 1 },
      precondition: { status: 'pending' },
    });
    expect(refused.calls[0]?.facts).toMatchObject(facts);
  });

  describe.each([
    ['in place of', { deadlineMs: 1_000 }],
    ['behind', {}],
  ])('an edit that another rule asks about, %s the one that asked before', (_where, stricter) => {
    const large = {
      name: 'large asks',
      when: { amountAboveNanoUsd: 9_000 },
      then: 'ask' as const,
      ...stricter,
    };
    const rules = [...charter.rules, large];
    const edited = (amountNanoUsd: number) =>
      when(
        decided(asked(opened(given(), { ...charter, rules })), { decision: 'edit', arguments: { n: 9 } }),
        { type: 'command-started', id: 'c1.1e2' },
        { type: 'edit-checked', id: 'c1.1', check: { kind: 'valid', facts } },
        { type: 'command-started', id: 'c1.1p3' },
        { type: 'call-prepared', id: 'c1.1', preview: 'Pay', facts: { ...facts, amountNanoUsd } },
      );
    const second = (state: RunState) => {
      const approval = state.approvals.find(({ id }) => id === 'c1.1r2');
      return [approval?.state, approval?.rule];
    };

    it('needs an approval of its own, which nobody has given yet', () => {
      const larger = edited(9_001);
      expect(second(larger)).toEqual(['open', 'large asks']);
      expect(due(larger)).toEqual([]);
      const approved = when(larger, {
        type: 'approval-resolved',
        decision: { approvalId: 'c1.1r2', decision: 'approve', by: 'finance' },
      });
      expect(decide(approved)[0]).toMatchObject({ kind: 'run-tool', arguments: { n: 9 } });
    });

    it('is approved by its author where that rule does not ask about it', () => {
      expect(second(edited(9_000))).toEqual(['approved', 'careful asks']);
    });
  });

  it('an edit is approved by its author though two rules ask about it, where both asked before', () => {
    const always = { name: 'also asks', when: { tool: ['careful'] }, then: 'ask' as const };
    const rules = [...charter.rules, always];
    const edited = when(
      decided(asked(opened(given(), { ...charter, rules })), { decision: 'edit', arguments: { n: 9 } }),
      { type: 'command-started', id: 'c1.1e2' },
      { type: 'edit-checked', id: 'c1.1', check: { kind: 'valid', facts } },
      { type: 'command-started', id: 'c1.1p3' },
      { type: 'call-prepared', id: 'c1.1', preview: 'Pay', facts },
    );
    expect(edited.approvals.find(({ id }) => id === 'c1.1r2')?.state).toBe('approved');
    expect(due(edited)).toHaveLength(1);
  });

  it('lets later calls of the tool run when it was approved for the run, up to its amount', () => {
    const granted = decided(asked(), { decision: 'approve', scope: 'run' });
    const ran = when(
      granted,
      { type: 'command-started', id: 'c1.1' },
      { type: 'tool-succeeded', id: 'c1.1', output: 'ok' },
    );
    const again = (amountNanoUsd: number) =>
      when(
        answered(ran, turn([call('careful', { n: 3 }, facts)])),
        { type: 'command-started', id: 'c2.1p1' },
        { type: 'call-prepared', id: 'c2.1', preview: 'Pay', facts: { ...facts, amountNanoUsd } },
      );
    expect(due(again(5_000))).toEqual(['c2.1']);
    expect(viewOfRun(again(5_001)).state).toBe('awaiting-approval');
  });

  it('does not stretch an approval for the run to what another rule asks about', () => {
    const large = { name: 'large asks', when: { amountAboveNanoUsd: 1_000 }, then: 'ask' as const };
    const rules = [...charter.rules, large];
    const first = asked(opened(given(), { ...charter, rules }));
    const [rule] = first.approvals.map((approval) => approval.rule);
    const ran = when(
      decided(first, { decision: 'approve', scope: 'run' }),
      { type: 'command-started', id: 'c1.1' },
      { type: 'tool-succeeded', id: 'c1.1', output: 'ok' },
    );
    const again = when(
      answered(ran, turn([call('careful', { n: 3 }, facts)])),
      { type: 'command-started', id: 'c2.1p1' },
      { type: 'call-prepared', id: 'c2.1', preview: 'Pay', facts },
    );
    const [second] = again.approvals.filter((approval) => approval.call === 'c2.1');
    expect(new Set([rule, second?.rule])).toEqual(new Set(['careful asks', 'large asks']));
    expect(due(again)).toEqual([]);
  });

  it('lets other calls go on while one waits, and takes several decisions in any order', () => {
    const proposed = answered(
      opened(),
      turn([
        call('careful', { n: 1 }, { resources: ['a'] }),
        call('careful', { n: 2 }, { resources: ['b'] }),
        call('look'),
      ]),
    );
    expect(due(proposed)).toEqual(['c1.1p1', 'c1.2p1', 'c1.3']);
    const waiting = when(
      proposed,
      { type: 'command-started', id: 'c1.1p1' },
      { type: 'command-started', id: 'c1.2p1' },
      { type: 'call-prepared', id: 'c1.2', preview: 'second' },
      { type: 'call-prepared', id: 'c1.1', preview: 'first' },
    );
    expect(due(waiting)).toEqual(['c1.3']);
    const second = when(waiting, {
      type: 'approval-resolved',
      decision: { approvalId: 'c1.2r1', decision: 'approve', by: 'bea' },
    });
    expect(due(second)).toEqual(['c1.2', 'c1.3']);
  });

  it('voids the approval when what it rests on changed at execution time', () => {
    const state = when(
      decided(asked(), { decision: 'approve' }),
      { type: 'command-started', id: 'c1.1' },
      { type: 'tool-voided', id: 'c1.1', message: 'the order was shipped' },
    );
    expect(state.approvals[0]?.state).toBe('void');
    expect(state.effects[0]?.state).toBe('absent');
    expect(due(state)).toEqual(['m2']);
  });

  it.each([
    ['arguments', { arguments: { n: 99 } }],
    ['what was prepared', { prepared: { preview: 'Pay $5', precondition: { status: 'shipped' } } }],
    ['the preview', { prepared: { preview: 'Pay $50', precondition: { status: 'pending' } } }],
    ['the tool', { tool: 'change' }],
  ])('never runs an approved call after a change of %s', (_name, change) => {
    const approved = asked();
    const tampered: RunState = { ...approved, calls: approved.calls.map((one) => ({ ...one, ...change })) };
    const state = decided(tampered, { decision: 'approve' });
    expect(state.approvals[0]?.state).toBe('void');
    expect(due(state)).toEqual(['m2']);
  });

  it.each([
    ['the charter', { ...charter, digest: 'other' }],
    [
      'the declaration of the tool',
      {
        ...charter,
        tools: { ...charter.tools, careful: { ...(charter.tools.careful as object), digest: 'x' } },
      },
    ],
  ])('never runs an approved call under another version of %s', (_name, rules) => {
    const state = decided({ ...asked(), charter: rules as typeof charter }, { decision: 'approve' });
    expect(state.approvals[0]?.state).toBe('void');
    expect(state.effects).toEqual([]);
  });
});
