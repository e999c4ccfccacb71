import { describe, expect, it } from 'vitest';
import { filledIn } from '../../../src/core/approvals/filled-in.ts';

describe('filledIn', () => {
  it('names the fields that nobody wrote, also within others, and not those that were changed', () => {
    expect(
      filledIn(
        { memo: 'rent', amount: 250, to: { iban: 'X', currency: 'USD' }, lines: [{ id: 1, unit: 'm' }] },
        { memo: ' rent ', to: { iban: 'X' }, lines: [{ id: 1 }], surplus: true },
      ),
    ).toEqual(['amount', 'to.currency', 'lines.0.unit']);
  });

  it('names sixteen at most', () => {
    const parsed = Object.fromEntries(Array.from({ length: 40 }, (_, at) => [`f${at}`, at]));
    expect(filledIn(parsed, {})).toHaveLength(17);
    expect(filledIn(parsed, {}).at(-1)).toBe('…');
  });
});
