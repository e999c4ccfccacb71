import { describe, expect, it } from 'vitest';
import { WatchedRuns } from '../../../src/activities/model/watched-runs.ts';

describe('WatchedRuns', () => {
  it('knows a run for as long as was asked, and no other', () => {
    let nowMs = 1_000;
    const watched = new WatchedRuns(() => nowMs);
    watched.watch('agent/a/1', 500);
    expect([watched.has('agent/a/1'), watched.has('agent/a/2'), watched.has('')]).toEqual([
      true,
      false,
      false,
    ]);
    nowMs = 1_500;
    expect(watched.has('agent/a/1')).toBe(false);
  });

  it('goes by the longest that was asked', () => {
    let nowMs = 0;
    const watched = new WatchedRuns(() => nowMs);
    watched.watch('agent/a/1', 500);
    watched.watch('agent/a/1', 100);
    nowMs = 400;
    expect(watched.has('agent/a/1')).toBe(true);
  });
});
