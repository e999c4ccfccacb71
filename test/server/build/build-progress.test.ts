import { describe, expect, it } from 'vitest';
import { createBuildProgress } from '../../../src/server/build/build-progress.ts';

describe('createBuildProgress', () => {
  it('estimates from the pace so far once twenty packages are done', () => {
    let now = 0;
    const progressOf = createBuildProgress('temporal-server', 100, () => now);
    for (let i = 1; i < 20; i++) progressOf(`example.com/p${i}`);
    now = 4_000;
    expect(progressOf('example.com/p20')).toEqual({
      phase: 'build',
      target: 'temporal-server',
      done: 20,
      total: 100,
      etaMs: 16_000,
    });
  });

  it('ignores what is no package and never counts beyond the total', () => {
    const progressOf = createBuildProgress('temporal-ui', 1, () => 0);
    expect(progressOf('# example.com/broken')).toBeUndefined();
    expect(progressOf('go: downloading example.com/m v1')).toBeUndefined();
    progressOf('example.com/a');
    expect(progressOf('example.com/b')).toMatchObject({ done: 1, total: 1 });
  });
});
