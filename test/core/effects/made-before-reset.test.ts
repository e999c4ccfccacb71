import { describe, expect, it } from 'vitest';
import type { EffectState, LedgerEntry } from '../../../src/core/effects/effect.ts';
import { changeOf, type LeftBehind, madeBefore } from '../../../src/core/effects/made-before-reset.ts';
import { digestOf } from '../../../src/core/values/digest.ts';

const call = {
  callId: 'c1.1',
  tool: 'send',
  arguments: { letter: 'a' },
  idempotencyKey: 'agent/a/t/r/c1.1/d/run',
};
const argumentsDigest = digestOf(call.arguments);

function entry(state: EffectState, given: Partial<LedgerEntry> = {}): LedgerEntry {
  return {
    id: 'old:c1.1',
    turn: 1,
    tool: 'send',
    class: 'compensable',
    resources: [],
    summary: 'send a',
    state,
    undoable: true,
    arguments: call.arguments,
    argumentsDigest,
    idempotencyKey: call.idempotencyKey,
    ...given,
  };
}

function known(effects: LedgerEntry[], given: Partial<LeftBehind> = {}): LeftBehind {
  return { effects, isPartly: false, toldCalls: [], ownKeys: [call.idempotencyKey], refused: [], ...given };
}

const ofAnother = { id: 'old:c2.3', idempotencyKey: 'agent/a/t/r/c2.3/d/run' };

describe('the same call, made before its run was reset', () => {
  it.each(['applied', 'conflict', 'undo-failed'] as const)(
    'is answered with what it brought where it is %s: it stands',
    (state) => {
      expect(madeBefore(call, known([entry(state, { output: { sent: 'a' } })]))).toEqual({
        kind: 'made',
        output: { sent: 'a' },
      });
    },
  );

  it('stands without what it brought where nobody knows that, and no result is made up for it', () => {
    expect(madeBefore(call, known([entry('applied')]))).toEqual({
      kind: 'made-result-unknown',
      message: expect.stringContaining('send took effect before this run was reset'),
    });
  });

  it('may have acted where nobody knows, and the run is told so once', () => {
    const unknown = [entry('unknown')];
    expect(madeBefore(call, known(unknown))).toMatchObject({ kind: 'may-have-acted' });
    expect(madeBefore(call, known(unknown, { toldCalls: ['c1.1'] }))).toEqual({ kind: 'no' });
  });

  it('may have acted, and may be gone again, where an undo of it failed on its way', () => {
    expect(madeBefore(call, known([entry('undo-failed', { mayBeUndone: true })]))).toMatchObject({
      kind: 'may-have-acted',
    });
  });

  it('is refused where it was undone: under its old key it would not be made again', () => {
    expect(madeBefore(call, known([entry('undone')]))).toMatchObject({
      kind: 'refused',
      type: 'UndoneBeforeReset',
    });
  });

  it('goes out where it certainly did nothing', () => {
    expect(madeBefore(call, known([entry('absent')]))).toEqual({ kind: 'no' });
  });
});

describe('the same change under another call’s id', () => {
  it('is refused with what it brought, once for each time that it stands', () => {
    const effects = [entry('applied', { ...ofAnother, output: 7 })];
    expect(madeBefore(call, known(effects))).toMatchObject({
      kind: 'refused',
      type: 'MadeBeforeReset',
      message: expect.stringContaining('(old:c2.3), and it stands. It brought: 7.'),
    });
    const refused = [changeOf('send', argumentsDigest)];
    expect(madeBefore(call, known(effects, { refused }))).toEqual({ kind: 'no' });
  });

  it('is refused without a result where nobody knows what it brought', () => {
    expect(madeBefore(call, known([entry('applied', ofAnother)]))).toMatchObject({
      kind: 'refused',
      message: expect.stringContaining('What it brought is not known.'),
    });
  });

  it('is refused while an undo of it may have gone through, and goes out once it did', () => {
    const effects = [entry('undo-failed', { ...ofAnother, mayBeUndone: true })];
    expect(madeBefore(call, known(effects))).toMatchObject({
      kind: 'refused',
      message: expect.stringContaining('A person has to have it undone, or settle it, first.'),
    });
    const undone = [entry('undone', { ...ofAnother, mayBeUndone: true })];
    expect(madeBefore(call, known(undone))).toEqual({ kind: 'no' });
  });

  it('is refused, however often, while nobody knows whether it was made', () => {
    const effects = [entry('unknown', ofAnother)];
    const refused = [changeOf('send', argumentsDigest)];
    expect(madeBefore(call, known(effects, { refused }))).toMatchObject({ kind: 'refused' });
  });

  it.each([
    ['was undone', entry('undone', ofAnother), {}],
    ['did nothing', entry('absent', ofAnother), {}],
    ['is of other arguments', entry('applied', { ...ofAnother, argumentsDigest: 'other' }), {}],
    ['is of another tool', entry('applied', { ...ofAnother, tool: 'put' }), {}],
    [
      'came before the reset, and the run knows it',
      entry('applied', ofAnother),
      { ownKeys: [ofAnother.idempotencyKey] },
    ],
  ])('goes out where that %s', (_why, other, given) => {
    expect(madeBefore(call, known([other], given))).toEqual({ kind: 'no' });
  });
});

describe('a write of a run that was reset, of which a history is not kept', () => {
  it('may have acted, and the run is told so once', () => {
    expect(madeBefore(call, known([], { isPartly: true }))).toMatchObject({ kind: 'may-have-acted' });
    expect(madeBefore(call, known([], { isPartly: true, toldCalls: ['c1.1'] }))).toEqual({ kind: 'no' });
  });
});
