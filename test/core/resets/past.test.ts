import { describe, expect, it } from 'vitest';
import { carriedPast, lacksPast, nothingSpent, pastUnreadable } from '../../../src/core/resets/past.ts';

describe('an execution', () => {
  it.each<[string, boolean, Parameters<typeof lacksPast>]>([
    ['that was never reset', false, ['a', { originalRunId: 'a' }, undefined]],
    ['that a reset made', true, ['b', { originalRunId: 'a' }, undefined]],
    ['that a reset made and that has read it', false, ['b', { originalRunId: 'a' }, 'b']],
    ['that a second reset made, and the first has read', true, ['c', { originalRunId: 'a' }, 'b']],
    ['after one that a reset made', true, ['c', { originalRunId: 'c', afterReset: true }, undefined]],
    ['after one that had read it', false, ['c', { originalRunId: 'c', afterReset: true }, 'b']],
    ['of a run that could not read it', false, ['b', { originalRunId: 'a' }, pastUnreadable]],
  ])('%s lacks its past: %s', (_, lacks, given) => {
    expect(lacksPast(...given)).toBe(lacks);
  });

  it('hands on what it read, and not as its own what was read before its reset', () => {
    const past = { looks: 1, readFor: 'b', spent: { ...nothingSpent, modelCalls: 2 } };
    expect(carriedPast(past, 'b', true)).toEqual({ past });
    expect(carriedPast(past, 'c', false)).toEqual({ past });
    expect(carriedPast(past, 'c', true)).toEqual({ past: { looks: 1, spent: past.spent } });
    expect(carriedPast(undefined, 'c', true)).toEqual({});
  });
});
