import { describe, expect, it } from 'vitest';
import { humanAge, humanDuration } from '../../../src/cli/render/human-duration.ts';

describe('humanDuration', () => {
  it.each([
    [0, '0 ms'],
    [8, '8 ms'],
    [99.4, '99 ms'],
    [100, '0.1 s'],
    [412, '0.4 s'],
    [6_200, '6.2 s'],
    [59_940, '59.9 s'],
    [59_960, '1 min'],
    [260_000, '4 min 20 s'],
    [3_599_900, '1 h'],
    [18_720_000, '5 h 12 min'],
    [172_800_000, '2 d'],
    [266_400_000, '3 d 2 h'],
  ])('writes %d ms as %s', (ms, text) => {
    expect(humanDuration(ms)).toBe(text);
  });
});

describe('humanAge', () => {
  it.each([
    [-5, '0 s'],
    [12_900, '12 s'],
    [359_000, '5 min'],
    [7_200_000, '2 h'],
    [259_200_000, '3 d'],
  ])('writes %d ms as %s, rounded down', (ms, text) => {
    expect(humanAge(ms)).toBe(text);
  });
});
