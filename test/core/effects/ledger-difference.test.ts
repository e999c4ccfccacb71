import { describe, expect, it } from 'vitest';
import { ledgerDifference } from '../../../src/core/effects/ledger-difference.ts';

const effect = (id: string, state: 'applied' | 'unknown' = 'applied') => ({ id, state });

describe('what a run says of its effects, held against its history', () => {
  it('agrees in any order', () => {
    expect(
      ledgerDifference([effect('c1.1'), effect('c2.1')], [effect('c2.1'), effect('c1.1')]),
    ).toBeUndefined();
  });

  it.each([
    ['one that the history lacks', [effect('c1.1')], [], /c1\.1 \(applied\), of which its history/],
    [
      'one of another state',
      [effect('c1.1')],
      [effect('c1.1', 'unknown')],
      /is applied, by its history .* unknown/,
    ],
    ['one that the run does not know', [], [effect('c1.1', 'unknown')], /of which the run says nothing/],
  ] as const)('names %s', (_, said, read, words) => {
    expect(ledgerDifference(said, read)).toMatch(words);
  });
});
