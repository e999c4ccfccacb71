import { describe, expect, it } from 'vitest';
import { decideUndo } from '../../../src/core/undo/decide-undo.ts';
import { evolveUndo } from '../../../src/core/undo/evolve-undo.ts';
import type { UndoEvent } from '../../../src/core/undo/undo-event.ts';
import { isUndoing, noUndos, type UndoState } from '../../../src/core/undo/undo-state.ts';
import { noUndoTries, undoAgain } from '../../../src/core/undo/undo-tries.ts';
import type { Failure } from '../../../src/core/values/failure.ts';
import { viewOfRun } from '../../../src/core/view/view-of-run.ts';
import { answered, call, charter, done, opened, turn, when } from '../../support/run-story.ts';

const lacks: Failure = { type: 'run.worker-lacks', message: 'no such tool', retryable: false, attempts: 1 };
const lost: Failure = { type: 'tool.timed-out', message: 'heartbeat', retryable: false, lost: true };
const { change } = charter.tools;

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
function untilItEnds(failure: Failure): { readonly state: UndoState; readonly times: number } {
  let state = undoing();
  let times = 0;
  for (; isUndoing(state) && times < 100; times++) state = after(state, failed(failure), start);
  return { state, times };
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
    expect(undoAgain({ ...lacks, attempts: 2 }, noUndoTries, change)?.tries).toEqual({
      givenBack: 1,
      lost: 0,
      attempts: 1,
      mayBeUndone: true,
    });
  });
});

describe('a compensation that is lost with its worker', () => {
  it('goes out again at once and then after ever longer waits, and has failed after the eighth', () => {
    const waits: number[] = [];
    let tries = noUndoTries;
    for (let again = undoAgain(lost, tries, change); again; again = undoAgain(lost, tries, change)) {
      waits.push(again.waitMs);
      tries = again.tries;
    }
    expect(waits).toEqual([0, 1_000, 2_000, 4_000, 8_000, 16_000, 30_000]);
    const { state, times } = untilItEnds(lost);
    expect(times).toBe(8);
    expect(state.ledger).toMatchObject([{ state: 'undo-failed', mayBeUndone: true }]);
  });

  it('uses up no attempt of its policy, but those that came to an end before', () => {
    expect(undoAgain({ ...lost, attempts: 1 }, noUndoTries, change)?.tries).toMatchObject({ attempts: 1 });
    expect(undoAgain({ ...lost, attempts: 3 }, noUndoTries, change)).toBeUndefined();
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
