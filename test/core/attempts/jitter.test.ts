import { describe, expect, it } from 'vitest';
import { jittered } from '../../../src/core/attempts/jitter.ts';

const runs = Array.from({ length: 100 }, (_, run) => `run-${run}`);

describe('a wait of many runs at once', () => {
  it('is a tenth more or less, spread over all of it, and none is in the same moment as many others', () => {
    const waits = runs.map((run) => jittered(30_000, [run, 'c1.1', 3]));
    expect(Math.min(...waits)).toBeGreaterThanOrEqual(27_000);
    expect(Math.max(...waits)).toBeLessThanOrEqual(33_000);
    const tenths = new Set(waits.map((waitMs) => Math.floor((waitMs - 27_000) / 600)));
    expect(tenths.size).toBe(10);
    expect(new Set(waits).size).toBeGreaterThan(90);
  });

  it('is the same whenever it is asked for', () => {
    expect(jittered(4_000, ['run', 1])).toBe(jittered(4_000, ['run', 1]));
  });

  it('stays none where there is none', () => {
    expect(runs.map((run) => jittered(0, [run]))).toEqual(runs.map(() => 0));
  });
});
