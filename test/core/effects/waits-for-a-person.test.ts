import { describe, expect, it } from 'vitest';
import type { CallProgress } from '../../../src/core/calls/call.ts';
import type { EffectState } from '../../../src/core/effects/effect.ts';
import { maySettle, waitsForAPerson } from '../../../src/core/effects/waits-for-a-person.ts';

const settling = (by: 'probe' | 'probing' | 'person'): CallProgress => ({
  state: 'settling',
  notBeforeMs: 0,
  by,
});

describe('what waits for a person', () => {
  it.each<[CallProgress, boolean]>([
    [{ state: 'proposed' }, false],
    [{ state: 'preparing', started: true }, false],
    [{ state: 'awaiting-approval', approvalId: 'c1.1r1' }, true],
    [{ state: 'ready' }, false],
    [{ state: 'acting', sinceMs: 0 }, false],
    [settling('probe'), false],
    [settling('probing'), false],
    [settling('person'), true],
    [{ state: 'answered', answer: { content: '', isError: false } }, false],
  ])('of calls: %j is %s', (progress, waits) => {
    expect(waitsForAPerson({ progress })).toBe(waits);
  });

  it.each<[EffectState, waits: boolean, may: boolean]>([
    ['intended', false, false],
    ['applied', false, false],
    ['absent', false, false],
    ['unknown', false, true],
    ['undone', false, false],
    ['undo-failed', true, true],
    ['conflict', false, true],
  ])('of effects: one that is %s waits: %s; it may be settled: %s', (state, waits, may) => {
    expect([waitsForAPerson({ state }), maySettle({ state })]).toEqual([waits, may]);
  });

  it('leaves an effect that a probe is going to tell of to the probe', () => {
    const by = (who: 'probe' | 'probing' | 'person') =>
      maySettle({ state: 'unknown' }, { progress: settling(who) });
    expect([by('probe'), by('probing'), by('person')]).toEqual([false, false, true]);
  });
});
