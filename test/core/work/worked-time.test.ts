import { describe, expect, it } from 'vitest';
import { endWork, noWork, startWork, type Worked, workedMs } from '../../../src/core/work/worked-time.ts';

type Step = readonly ['start', string, number] | readonly ['end', string, number, number];

function after(...steps: Step[]): Worked {
  return steps.reduce<Worked>(
    (worked, [what, of, atMs, tookMs = 0]) =>
      what === 'start' ? startWork(worked, of, atMs) : endWork(worked, of, atMs, tookMs),
    noWork,
  );
}

const all = Number.POSITIVE_INFINITY;

describe('the time that a run has worked', () => {
  it.each<[string, number, Step[]]>([
    [
      'is what an attempt says that it took',
      30,
      [
        ['start', 'm1', 0],
        ['end', 'm1', 100, 30],
      ],
    ],
    [
      'is no longer than since it was sent out',
      100,
      [
        ['start', 'm1', 0],
        ['end', 'm1', 100, 5_000],
      ],
    ],
    [
      'is nothing of what did not work',
      0,
      [
        ['start', 'm1', 0],
        ['end', 'm1', 100, 0],
      ],
    ],
    [
      'counts what ran side by side once',
      20,
      [
        ['start', 'a', 0],
        ['start', 'b', 0],
        ['end', 'a', 10, 10],
        ['end', 'b', 20, 15],
      ],
    ],
    [
      'counts what ended before along with what ran around it',
      30,
      [
        ['start', 'long', 0],
        ['start', 'short', 20],
        ['end', 'short', 25, 5],
        ['end', 'long', 30, all],
      ],
    ],
    [
      'leaves out what lay between',
      15,
      [
        ['start', 'a', 0],
        ['start', 'b', 0],
        ['end', 'a', 10, 10],
        ['end', 'b', 100, 5],
      ],
    ],
    [
      'adds up over a run',
      12,
      [
        ['start', 'm1', 0],
        ['end', 'm1', 5, 5],
        ['start', 'm2', 50],
        ['end', 'm2', 60, 7],
      ],
    ],
  ])('%s', (_, expected, steps) => {
    expect(after(...steps)).toEqual({ ...noWork, totalMs: expected });
  });

  it('is told of what is under way, by how long that runs', () => {
    const worked = after(['start', 'm1', 0], ['end', 'm1', 5, 5], ['start', 'a', 10], ['start', 'b', 10]);
    expect(workedMs(worked, 40)).toBe(35);
    expect(workedMs(worked, 40, (of) => (of === 'a' ? 12 : 0))).toBe(17);
  });
});
