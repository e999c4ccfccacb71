import { describe, expect, it } from 'vitest';
import { RestartPauses } from '../../../src/workers/supervisor/restart-pauses.ts';

const pausesAfter = (lives: readonly number[]): number[] => {
  const pauses = new RestartPauses();
  return lives.map((livedMs) => pauses.after(livedMs));
};

describe('the pause before another worker is started', () => {
  it('is none the first time, then ever longer for one that keeps dying, ten seconds at most', () => {
    expect(pausesAfter(Array.from({ length: 10 }, () => 0))).toEqual([
      0, 100, 200, 400, 800, 1_600, 3_200, 6_400, 10_000, 10_000,
    ]);
  });

  it('is shorter by what the worker lived: one that is killed at its work every 12 s is replaced at once', () => {
    expect(pausesAfter(Array.from({ length: 20 }, () => 12_000))).toEqual(
      Array.from({ length: 20 }, () => 0),
    );
    expect(pausesAfter([0, 0, 0, 0, 300])).toEqual([0, 100, 200, 400, 500]);
  });

  it('is none again once one has lived for half a minute', () => {
    expect(pausesAfter([0, 0, 0, 30_001, 0])).toEqual([0, 100, 200, 0, 100]);
  });
});
