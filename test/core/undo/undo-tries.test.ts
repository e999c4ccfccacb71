import { describe, expect, it } from 'vitest';
import { decideUndo } from '../../../src/core/undo/decide-undo.ts';
import { evolveUndo } from '../../../src/core/undo/evolve-undo.ts';
import type { UndoEvent } from '../../../src/core/undo/undo-event.ts';
import { isSettling, isUndoing, noUndos, type UndoState } from '../../../src/core/undo/undo-state.ts';
import { undoAgain } from '../../../src/core/undo/undo-tries.ts';
import type { Failure } from '../../../src/core/values/failure.ts';
import { viewOfRun } from '../../../src/core/view/view-of-run.ts';
import { aboutMs } from '../../support/about-ms.ts';
import { answered, call, charter, done, opened, turn, when } from '../../support/run-story.ts';

const lacks: Failure = { type: 'run.worker-lacks', message: 'no such tool', retryable: false, attempts: 1 };
const lost: Failure = { type: 'tool.timed-out', message: 'heartbeat', retryable: false, lost: true };

/** A write was made, and its undo is under way. */
function undoing(): UndoState {
  const made = done(answered(opened(), turn([call('change')])), 'c1.1');
  const state = { ...noUndos, tools: charter.tools, ledger: made.effects };
  return after(state, { type: 'undo-requested', selection: {}, by: 'ada' }, start);
}

const start = { type: 'command-started', id: 'c1.1u1' } as const;
const undoneNow = { type: 'undo-ended', id: 'c1.1', end: { kind: 'undone' } } as const;
const failed = (failure: Failure) =>
  ({ type: 'undo-ended', id: 'c1.1', end: { kind: 'failed', failure } }) as const;

function after(state: UndoState, ...events: UndoEvent[]): UndoState {
  return events.reduce(evolveUndo, state);
}

/** Let it fail so, time and again, until it goes out no more. */
function untilItEnds(failure: Failure, state = undoing()) {
  const waits: number[] = [];
  let times = 0;
  for (; isUndoing(state) && times < 100; times++) {
    const again = undoAgain(state, failed(failure));
    if (again) waits.push(again.waitMs);
    state = after(state, failed(failure), start);
  }
  return { state, times, waits };
}

describe('a compensation that a worker gives back', () => {
  it('stays under way and says what it waits for, until it is sent again', () => {
    const waiting = after(undoing(), failed(lacks));
    expect(isUndoing(waiting)).toBe(true);
    expect(waiting.current?.lacking).toBe('the tool change');
    expect(decideUndo(waiting)).toEqual([]);
    expect(after(waiting, start).current).not.toHaveProperty('lacking');
  });

  it('is no undo that may have gone through, also when nobody took it for a quarter of an hour', () => {
    const { state, times } = untilItEnds(lacks);
    expect(times).toBe(35);
    expect(state.ledger).toMatchObject([{ state: 'undo-failed' }]);
    expect(state.ledger[0]).not.toHaveProperty('mayBeUndone');
  });

  it('may have gone through in an attempt before: the next one hears of it, and so does a later undo', () => {
    const waiting = after(undoing(), failed({ ...lacks, attempts: 2 }));
    expect(waiting.ledger).toMatchObject([{ state: 'applied', mayBeUndone: true }]);
    expect(waiting.current?.tries?.['c1.1']).toEqual({
      givenBack: 1,
      lost: 0,
      attempts: 1,
      mayBeUndone: true,
    });
  });
});

describe('a compensation that is lost with its worker', () => {
  it('goes out again at once and then after ever longer waits, and has failed after the eighth', () => {
    const { state, times, waits } = untilItEnds(lost);
    expect(waits).toEqual([0, 1_000, 2_000, 4_000, 8_000, 16_000, 30_000].map(aboutMs));
    expect(times).toBe(8);
    expect(state.ledger).toMatchObject([{ state: 'undo-failed', mayBeUndone: true }]);
  });

  it('uses up no attempt of its policy, but those that came to an end before', () => {
    const once = after(undoing(), failed({ ...lost, attempts: 1 }));
    expect(once.current?.tries?.['c1.1']).toMatchObject({ attempts: 1, lost: 1 });
    expect(isUndoing(after(undoing(), failed({ ...lost, attempts: 3 })))).toBe(false);
  });

  it('is in doubt no more once a later dispatch has undone it', () => {
    const undone = after(undoing(), failed(lost), start, undoneNow);
    expect(undone.ledger).toMatchObject([{ state: 'undone' }]);
    expect(undone.ledger[0]).not.toHaveProperty('mayBeUndone');
  });

  it('is in doubt no more once somebody has settled what it left', () => {
    const settled = { type: 'effect-settled', id: 'c1.1', outcome: 'applied', by: 'ben', atMs: 0 } as const;
    const { ledger } = after(untilItEnds(lost).state, settled);
    expect(ledger).toMatchObject([{ state: 'applied', settled: { by: 'ben' } }]);
    expect(ledger[0]).not.toHaveProperty('mayBeUndone');
  });

  it('may have gone through', () => {
    expect(after(undoing(), failed(lost)).ledger).toMatchObject([{ state: 'applied', mayBeUndone: true }]);
  });
});

describe('a look of an undo', () => {
  const failure = { ...lost, message: 'lost' };

  it('that is lost with its worker goes out again, and after the eighth tells that nobody could look', () => {
    const made = done(answered(opened(), turn([call('change')])), 'c1.1');
    const { change } = charter.tools;
    const tools = { change: { ...change, has: ['undo', 'undoConflict'] } } as UndoState['tools'];
    const begin: UndoState = { ...noUndos, tools, ledger: made.effects };
    let state = after(begin, { type: 'plan-requested', selection: {}, by: 'ada' });
    const [look] = decideUndo(state);
    expect(look).toMatchObject({ kind: 'check-undo', id: 'c1.1k1' });
    state = after(state, { type: 'command-started', id: 'c1.1k1' });
    const came = { type: 'undo-checked', id: 'c1.1', conflict: 'not checked', lookFailed: failure } as const;
    let times = 0;
    for (; isUndoing(state) && times < 20; times++) state = after(state, came);
    expect(times).toBe(8);
    expect(state.ended[0]?.items[0]).toMatchObject({ action: 'conflict' });
  });

  it('for a person’s word goes out again likewise, and is answered after the eighth', () => {
    const unknown = when(
      answered(opened(), turn([call('send')])),
      { type: 'command-started', id: 'c1.1' },
      { type: 'tool-failed', id: 'c1.1', failure: { type: lost.type, message: 'late', retryable: false } },
    );
    let state: UndoState = { ...noUndos, tools: charter.tools, ledger: unknown.effects };
    state = after(state, { type: 'probe-requested', id: 'c1.1', by: 'ada', atMs: 0 });
    state = after(state, { type: 'command-started', id: 'c1.1s1' });
    const found = { kind: 'unknown', because: 'lost' } as const;
    const came = { type: 'settlement-checked', id: 'c1.1', found, lookFailed: failure, atMs: 0 } as const;
    let times = 0;
    for (; isSettling(state) && times < 20; times++) state = after(state, came);
    expect(times).toBe(8);
    expect(state.settlements?.ended[0]?.end).toMatchObject({ found: 'unknown', because: 'lost' });
  });
});

describe('an open run whose undo waits for a worker', () => {
  it('says so, and goes on when one has come', () => {
    const made = done(answered(opened(), turn([call('change')])), 'c1.1');
    const waiting = when(made, { type: 'undo-requested', selection: {}, by: 'ada' }, start, failed(lacks));
    expect(viewOfRun(waiting)).toMatchObject({
      state: 'undoing',
      currentStep: 'waits for a worker that has the tool change',
    });
    const again = when(waiting, start);
    expect(viewOfRun(again).currentStep).toBeUndefined();
    const undone = when(again, undoneNow);
    expect(undone.effects).toMatchObject([{ state: 'undone' }]);
  });
});
