import { describe, expect, it } from 'vitest';
import { fieldsFilledIn } from '../../../src/core/approvals/fields-filled-in.ts';

describe('filledIn', () => {
  it('names the fields that nobody wrote, also within others, and not those that were changed', () => {
    expect(
      fieldsFilledIn(
        { memo: 'rent', amount: 250, to: { iban: 'X', currency: 'USD' }, lines: [{ id: 1, unit: 'm' }] },
        { memo: ' rent ', to: { iban: 'X' }, lines: [{ id: 1 }], surplus: true },
      ),
    ).toEqual(['amount', 'to.currency', 'lines.0.unit']);
  });

  it('names sixteen at most', () => {
    const parsed = Object.fromEntries(Array.from({ length: 40 }, (_, at) => [`f${at}`, at]));
    expect(fieldsFilledIn(parsed, {})).toHaveLength(17);
    expect(fieldsFilledIn(parsed, {}).at(-1)).toBe('…');
  });
});
