import { describe, expect, it } from 'vitest';
import type { LedgerEntry } from '../../../src/core/effects/effect.ts';
import { decide } from '../../../src/core/run/decide.ts';
import type { RunState } from '../../../src/core/run/run-state.ts';
import { isComplete } from '../../../src/core/undo/undo-pass.ts';
import { planUndo } from '../../../src/core/undo/undo-plan.ts';
import { lastUndo } from '../../../src/core/undo/undo-state.ts';
import { viewOfRun } from '../../../src/core/view/view-of-run.ts';
import { answered, call, done, due, given, opened, turn, when } from '../../support/run-story.ts';

function entry(id: string, changes: Partial<LedgerEntry> = {}): LedgerEntry {
  return {
    id,
    turn: Number(id.slice(1).split('.')[0]),
    tool: 'change',
    class: 'compensable',
    resources: [id],
    summary: `change ${id}`,
    state: 'applied',
    undoable: true,
    arguments: {},
    argumentsDigest: 'd',
    idempotencyKey: `k/${id}/run`,
    output: 'done',
    ...changes,
  };
}

const plan = (ledger: LedgerEntry[], selection = {}) =>
  planUndo(ledger, selection).map(({ effectId, action, because }) => [effectId, action, because]);

describe('planUndo', () => {
  it('goes newest first', () => {
    expect(plan([entry('c1.1'), entry('c2.1')])).toEqual([
      ['c2.1', 'undo', 'asked for'],
      ['c1.1', 'undo', 'asked for'],
    ]);
  });

  it('takes later effects on the same thing along', () => {
    const ledger = [
      entry('c1.1', { resources: ['a'] }),
      entry('c2.1', { resources: ['b'] }),
      entry('c3.1', { resources: ['a'] }),
    ];
    expect(plan(ledger, { effectIds: ['c1.1'] })).toEqual([
      ['c3.1', 'undo', 'changed the same thing after c1.1'],
      ['c1.1', 'undo', 'asked for'],
    ]);
  });

  it.each([
    ['names nothing itself', [], ['b']],
    ['came before one that names nothing', ['a'], []],
  ])('takes a later effect along where one of both %s', (_, older, newer) => {
    const ledger = [entry('c1.1', { resources: older }), entry('c2.1', { resources: newer })];
    expect(plan(ledger, { effectIds: ['c1.1'] }).map(([id]) => id)).toEqual(['c2.1', 'c1.1']);
  });

  it('keeps the step it is told to undo after', () => {
    const ledger = [entry('c1.1', { stepNumber: 2 }), entry('c2.1', { stepNumber: 4 })];
    expect(plan(ledger, { afterStep: 2 })).toEqual([['c2.1', 'undo', 'asked for']]);
  });

  it.each([
    ['undone', 'skip', 'undone already'],
    ['absent', 'skip', 'did not happen'],
    ['unknown', 'conflict', 'nobody knows whether it happened; settle it first'],
  ] as const)('does not undo what is %s', (state, action, because) => {
    expect(plan([entry('c1.1', { state })])).toEqual([['c1.1', action, because]]);
  });

  it('marks what cannot be undone', () => {
    expect(plan([entry('c1.1', { undoable: false })])).toEqual([
      ['c1.1', 'irreversible', 'change cannot be undone'],
    ]);
  });
});

describe('undo of a run', () => {
  const a = { resources: ['a'] };
  const twoChanges = () => {
    const first = done(answered(opened(given({ chat: true })), turn([call('change', { n: 1 }, a)])), 'c1.1');
    return answered(done(answered(first, turn([call('change', { n: 2 }, a)])), 'c2.1'), turn([], 'Done.'));
  };

  it('numbers effects as the trace does', () => {
    expect(twoChanges().effects.map(({ id, stepNumber }) => [id, stepNumber])).toEqual([
      ['c1.1', 2],
      ['c2.1', 4],
    ]);
  });

  it('undoes one effect at a time, tells the model with its next call, and goes on waiting', () => {
    const state = when(twoChanges(), { type: 'undo-requested', selection: {}, by: 'bea' });
    expect(viewOfRun(state).state).toBe('undoing');
    expect(due(state)).toEqual(['c2.1u1']);
    const one = when(
      state,
      { type: 'command-started', id: 'c2.1u1' },
      { type: 'undo-ended', id: 'c2.1', end: { kind: 'undone' } },
    );
    expect(due(one)).toEqual(['c1.1u1']);
    const both = when(
      one,
      { type: 'command-started', id: 'c1.1u1' },
      { type: 'undo-ended', id: 'c1.1', end: { kind: 'undone' } },
    );
    expect(both.effects.map(({ state: settled }) => settled)).toEqual(['undone', 'undone']);
    expect(viewOfRun(both).state).toBe('awaiting-user');
    expect(due(both)).toEqual([]);
    const spoken = when(both, { type: 'user-spoke', message: 'And now?', messageId: '1' });
    const [command] = decide(spoken);
    expect(command?.kind === 'call-model' && command.added.map(({ content }) => content)).toEqual([
      '[Holdfast] "bea" undid earlier effects of this run.\n- c2.1 "change": undone\n- c1.1 "change": undone',
      'And now?',
    ]);
  });

  it('leaves what lies under a conflict alone', () => {
    const state = when(
      twoChanges(),
      { type: 'undo-requested', selection: {}, by: 'bea' },
      { type: 'command-started', id: 'c2.1u1' },
      { type: 'undo-ended', id: 'c2.1', end: { kind: 'conflict', message: 'shipped since' } },
    );
    expect(due(state)).toEqual([]);
    expect(
      lastUndo(state.undos)?.items.map(({ effectId, result, because }) => [effectId, result, because]),
    ).toEqual([
      ['c2.1', 'conflict', 'shipped since'],
      ['c1.1', 'conflict', 'c2.1 came later on the same thing and stays'],
    ]);
    expect(isComplete(lastUndo(state.undos)?.items ?? [])).toBe(false);
  });

  it('waits for the call under way before it undoes', () => {
    const acting = when(answered(twoChanges0(), turn([call('change', { n: 3 }, a)])), {
      type: 'command-started',
      id: 'c2.1',
    });
    const asked = when(acting, { type: 'undo-requested', selection: {}, by: 'bea' });
    expect(due(asked)).toEqual([]);
    expect(due(when(asked, { type: 'tool-succeeded', id: 'c2.1', output: 'ok' }))).toEqual(['c2.1u1']);
  });
  const twoChanges0 = () => done(answered(opened(), turn([call('change', { n: 1 }, a)])), 'c1.1');

  it('ends as undone when it was cancelled with undo and all went back', () => {
    const state = when(
      twoChanges0(),
      { type: 'cancel-requested', by: 'bea', undo: true },
      { type: 'command-started', id: 'c1.1u1' },
      { type: 'undo-ended', id: 'c1.1', end: { kind: 'undone' } },
    );
    expect(state.outcome).toMatchObject({ kind: 'undone' });
  });

  it('ends as cancelled, naming what stayed, when an undo failed', () => {
    const failure = { type: 'tool.transient', message: 'service down', retryable: false };
    const state = when(
      twoChanges0(),
      { type: 'cancel-requested', by: 'bea', undo: true },
      { type: 'command-started', id: 'c1.1u1' },
      { type: 'undo-ended', id: 'c1.1', end: { kind: 'failed', failure } },
    );
    expect(state.outcome).toMatchObject({
      kind: 'cancelled',
      reason: { code: 'undo_incomplete', message: 'Cancelled by bea; not undone: c1.1 (service down).' },
    });
    expect(state.effects[0]?.state).toBe('undo-failed');
  });

  const cancelled = (before: RunState) => when(before, { type: 'cancel-requested', by: 'bea', undo: true });
  const thenSent = (resources: string[]) =>
    done(
      when(answered(twoChanges0(), turn([call('notify', { n: 2 }, { resources })])), {
        type: 'approval-resolved',
        decision: { approvalId: 'c2.1r1', decision: 'approve', by: 'ada' },
      }),
      'c2.1',
    );

  it('ends as cancelled, naming an irreversible effect that stays, though the rest was undone', () => {
    const state = when(
      cancelled(thenSent(['b'])),
      { type: 'command-started', id: 'c1.1u1' },
      { type: 'undo-ended', id: 'c1.1', end: { kind: 'undone' } },
    );
    expect(state.effects.map(({ state: settled }) => settled)).toEqual(['undone', 'applied']);
    expect(state.outcome).toMatchObject({
      kind: 'cancelled',
      reason: {
        code: 'undo_incomplete',
        message: 'Cancelled by bea; not undone: c2.1 (notify cannot be undone).',
      },
    });
  });

  it('says where it is only that a tool does not say what it changes', () => {
    expect(cancelled(thenSent([])).outcome?.reason?.message).toContain(
      'c1.1 (c2.1 came later, stays, and may be of the same thing: notify names no resource).',
    );
  });

  it('undoes nothing beneath a later irreversible effect on the same thing', () => {
    const state = cancelled(thenSent(['a']));
    expect(due(state)).toEqual([]);
    expect(state.outcome).toMatchObject({
      kind: 'cancelled',
      reason: {
        code: 'undo_incomplete',
        message:
          'Cancelled by bea; not undone: c2.1 (notify cannot be undone), c1.1 (c2.1 came later on the same thing and stays).',
      },
    });
  });

  it('ends as cancelled, not as undone, when nothing had been done', () => {
    expect(cancelled(answered(opened(given({ chat: true })), turn([], 'Hello.'))).outcome).toMatchObject({
      kind: 'cancelled',
      reason: { code: 'cancel_requested', message: 'Cancelled by bea; there was nothing to undo.' },
    });
  });

  it('ends as undone when all had been undone before', () => {
    const before = when(
      done(answered(opened(given({ chat: true })), turn([call('change', { n: 1 }, a)])), 'c1.1'),
      { type: 'undo-requested', selection: {}, by: 'bea' },
      { type: 'command-started', id: 'c1.1u1' },
      { type: 'undo-ended', id: 'c1.1', end: { kind: 'undone' } },
    );
    expect(cancelled(before).outcome).toMatchObject({ kind: 'undone' });
  });
});

describe('a repeated intent', () => {
  const facts = { resources: ['order:1'], intent: 'cancel:1' };
  const first = () =>
    done(answered(opened(), turn([call('change', { order: 1 }, facts)])), 'c1.1', 'cancelled');

  it('is answered with the earlier result while that stands', () => {
    const state = answered(first(), turn([call('change', { order: 1 }, facts)]));
    expect(due(state)).toEqual(['m3']);
    expect(state.transcript.messages.at(-1)).toMatchObject({ content: 'cancelled', isError: false });
    expect(state.effects).toHaveLength(1);
  });

  it('is made once when one turn proposes it three times', () => {
    const same = () => call('change', { order: 1 }, facts);
    const state = done(answered(opened(), turn([same(), same(), same()])), 'c1.1', 'cancelled');
    expect(due(state)).toEqual(['m2']);
    expect(state.effects).toHaveLength(1);
  });

  it('runs with other arguments', () => {
    expect(due(answered(first(), turn([call('change', { order: 2 }, facts)])))).toEqual(['c2.1']);
  });

  it.each([
    ['was written to its resources since', ['order:1']],
    ['was written since that does not say to what', []],
  ])('asks a person when something %s', (_, resources) => {
    const between = done(answered(first(), turn([call('change', { other: 1 }, { resources })])), 'c2.1');
    const state = answered(between, turn([call('change', { order: 1 }, facts)]));
    expect(viewOfRun(state)).toMatchObject({ state: 'awaiting-approval' });
    expect(state.approvals[0]?.rule).toBe('repeated intent');
  });

  it('runs again after it was undone', () => {
    const undone = when(
      first(),
      { type: 'undo-requested', selection: {}, by: 'bea' },
      { type: 'command-started', id: 'c1.1u1' },
      { type: 'undo-ended', id: 'c1.1', end: { kind: 'undone' } },
    );
    expect(due(answered(undone, turn([call('change', { order: 1 }, facts)])))).toEqual(['c2.1']);
  });
});

describe('an unknown effect', () => {
  const failure = { type: 'tool.timed-out', message: 'no answer', retryable: false };
  const lost = () =>
    when(
      answered(opened(), turn([call('send', { n: 1 }, { resources: ['a'] })])),
      { type: 'command-started', id: 'c1.1' },
      { type: 'tool-failed', id: 'c1.1', failure },
    );

  it('is not probed before the attempt can no longer commit', () => {
    const state = lost();
    expect(due(state)).toEqual([]);
    expect(due(when(state, { type: 'time-passed', atMs: state.nowMs + 10 }))).toEqual([]);
    expect(due(when(state, { type: 'time-passed', atMs: state.nowMs + 10_010 }))).toEqual(['c1.1q1']);
  });

  const probed = (found: object) =>
    when(
      lost(),
      { type: 'time-passed', atMs: 60_000 },
      { type: 'command-started', id: 'c1.1q1' },
      { type: 'effect-probed', id: 'c1.1', found: found as never },
    );

  it('goes on with the output when the probe finds it applied', () => {
    const state = probed({ kind: 'applied', output: 'sent' });
    expect(state.effects[0]?.state).toBe('applied');
    expect(state.transcript.messages.at(-1)).toMatchObject({ content: 'sent', isError: false });
  });

  it('is sent again under the same key when the probe finds it absent', () => {
    const state = probed({ kind: 'absent' });
    expect(decide(state)[0]).toMatchObject({ id: 'c1.1d2', dispatch: 2 });
    expect(state.counters.toolCalls).toBe(1);
  });

  it('waits for a person when the probe cannot tell', () => {
    const state = probed({ kind: 'unknown' });
    expect(viewOfRun(state).state).toBe('awaiting-human');
    const settled = when(state, { type: 'effect-settled', id: 'c1.1', outcome: 'absent', by: 'bea' });
    expect(settled.effects[0]?.state).toBe('absent');
    expect(settled.transcript.messages.at(-1)).toMatchObject({ isError: true });
  });
});
