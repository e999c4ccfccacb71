import { describe, expect, it } from 'vitest';
import { nextDeadlineMs } from '../../../src/core/run/deadlines.ts';
import type { RunState } from '../../../src/core/run/run-state.ts';
import { viewOfRun } from '../../../src/core/view/view-of-run.ts';
import { answered, call, done, due, given, opened, turn, when } from '../../support/run-story.ts';

const timedOut = { type: 'tool.timed-out', message: 'no answer', retryable: false };
const cancelAndUndo = { type: 'cancel-requested', by: 'ada', undo: true } as const;

/** Two effects of two turns, waiting for the user. */
function twoChanges(): RunState {
  const one = done(
    answered(opened(given({ chat: true })), turn([call('change', { n: 1 }, { resources: ['a'] })])),
    'c1.1',
  );
  const two = done(answered(one, turn([call('change', { n: 2 }, { resources: ['b'] })])), 'c2.1');
  return answered(two, turn([], 'Done.'));
}

/** A write without a key whose answer was lost, to be probed when it can no longer commit. */
function lost(state: RunState = opened()): RunState {
  return when(
    answered(state, turn([call('send', { n: 1 }, { resources: ['a'] })])),
    { type: 'command-started', id: 'c1.1' },
    { type: 'tool-failed', id: 'c1.1', failure: timedOut },
  );
}

describe('cancel with undo', () => {
  it('undoes everything, also when it comes in the middle of an undo of a part', () => {
    const state = when(
      twoChanges(),
      { type: 'undo-requested', selection: { effectIds: ['c2.1'] }, by: 'bea' },
      { type: 'command-started', id: 'c2.1u1' },
      cancelAndUndo,
      { type: 'undo-ended', id: 'c2.1', end: { kind: 'undone' } },
    );
    expect(due(state)).toEqual(['c1.1u2']);
    const closed = when(
      state,
      { type: 'command-started', id: 'c1.1u2' },
      { type: 'undo-ended', id: 'c1.1', end: { kind: 'undone' } },
    );
    expect(closed.outcome).toMatchObject({ kind: 'undone' });
    expect(closed.undos.waiting).toEqual([]);
  });

  it('waits for the truth about an unknown effect before it plans what to undo', () => {
    const cancelled = when(lost(), cancelAndUndo);
    expect(viewOfRun(cancelled).state).toBe('undoing');
    const probing = when(cancelled, { type: 'time-passed', atMs: nextDeadlineMs(cancelled) ?? 0 });
    expect(due(probing)).toEqual(['c1.1q1']);
    const found = when(
      probing,
      { type: 'command-started', id: 'c1.1q1' },
      { type: 'effect-probed', id: 'c1.1', found: { kind: 'applied', output: 'sent' } },
    );
    expect(due(found)).toEqual(['c1.1u1']);
  });

  it('comes after a plain cancel as well', () => {
    const acting = when(
      answered(opened(), turn([call('change', {}, { resources: ['a'] })])),
      { type: 'command-started', id: 'c1.1' },
      { type: 'cancel-requested', by: 'temporal' },
      cancelAndUndo,
      { type: 'tool-succeeded', id: 'c1.1', output: 'ok' },
    );
    expect(due(acting)).toEqual(['c1.1u1']);
  });

  it('ends as undone, not as answered, when the model had finished meanwhile', () => {
    const state = when(
      answered(
        opened(),
        turn([call('change', {}, { resources: ['a'] }), call('finish', { answer: 'Done.' })]),
      ),
      { type: 'command-started', id: 'c1.1' },
      cancelAndUndo,
      { type: 'tool-succeeded', id: 'c1.1', output: 'ok' },
      { type: 'command-started', id: 'c1.1u1' },
      { type: 'undo-ended', id: 'c1.1', end: { kind: 'undone' } },
    );
    expect(state.outcome?.kind).toBe('undone');
  });
});

describe('a cancelled run', () => {
  it('closes when neither a probe nor the tool can tell what became of an effect, and keeps it as unknown', () => {
    const probed = when(lost(), { type: 'cancel-requested', by: 'ada' });
    const unknown = when(
      probed,
      { type: 'time-passed', atMs: nextDeadlineMs(probed) ?? 0 },
      { type: 'command-started', id: 'c1.1q1' },
      { type: 'effect-probed', id: 'c1.1', found: { kind: 'unknown' } },
    );
    expect(unknown.outcome?.kind).toBe('cancelled');
    expect(unknown.effects[0]?.state).toBe('unknown');
    expect(unknown.transcript.messages.at(-1)).toMatchObject({
      content:
        'Error: send was sent, and nobody knows whether it took effect (no answer). ' +
        'The run was cancelled before that was found out.',
      isError: true,
    });
  });

  it('does not wait for a person about a write that was lost after the cancel', () => {
    const state = when(
      answered(opened(), turn([call('change', {}, { resources: ['a'] })])),
      { type: 'command-started', id: 'c1.1' },
      { type: 'cancel-requested', by: 'ada' },
      { type: 'tool-failed', id: 'c1.1', failure: timedOut },
    );
    expect(state.outcome?.kind).toBe('cancelled');
    expect(state.effects[0]?.state).toBe('unknown');
  });
});

describe('an undo that a person asks for', () => {
  it('goes ahead while the agent is paused', () => {
    const state = when(
      twoChanges(),
      { type: 'paused' },
      { type: 'undo-requested', selection: {}, by: 'bea' },
    );
    expect(due(state)).toEqual(['c2.1u1']);
  });

  it('of nothing tells the model nothing', () => {
    const state = when(answered(opened(given({ chat: true })), turn([], 'Hi.')), {
      type: 'undo-requested',
      selection: {},
      by: 'bea',
    });
    expect(state.notes).toEqual([]);
  });
});
