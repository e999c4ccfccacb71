import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatDuration, parseDuration } from '../../../src/core/values/duration.ts';

describe('parseDuration', () => {
  it.each<[string | number, number]>([
    ['500ms', 500],
    ['30s', 30_000],
    ['5m', 300_000],
    ['24h', 86_400_000],
    ['7d', 604_800_000],
    ['1h30m', 5_400_000],
    ['1.5s', 1_500],
    [' 2s ', 2_000],
    [250, 250],
    [0, 0],
  ])('reads %j as %i ms', (text, ms) => {
    expect(parseDuration(text)).toBe(ms);
  });

  it.each<string | number>(['', '5', 'five minutes', '5 m', '-5s', '30s5m', '5s5s', '1e3s', -1, Number.NaN])(
    'refuses %j and says how a duration is written',
    (text) => {
      const found = typeof text === 'string' ? JSON.stringify(text) : String(text);
      expect(() => parseDuration(text)).toThrow(
        new RangeError(`${found} is not a duration; write it like 500ms, 30s, 5m, 24h or 7d`),
      );
    },
  );

  it('refuses more than a hundred years', () => {
    expect(() => parseDuration('36526d')).toThrow(
      new RangeError('36526d is longer than the 36525d a duration may be'),
    );
  });
});

describe('formatDuration', () => {
  it.each([
    [300_000, '5m'],
    [90_500, '1m30s500ms'],
    [604_800_000, '7d'],
    [0, '0ms'],
  ])('writes %i ms as %s', (ms, text) => {
    expect(formatDuration(ms)).toBe(text);
  });

  it('is read back by parseDuration as the same', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 3_155_760_000_000 }),
        (ms) => parseDuration(formatDuration(ms)) === ms,
      ),
    );
  });
});
