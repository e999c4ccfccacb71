import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { matchesGlob } from '../../../src/core/values/glob.ts';

describe('matchesGlob', () => {
  it.each([
    ['cancel_*', 'cancel_pending_order', true],
    ['cancel_*', 'cancel_', true],
    ['cancel_*', 'uncancel_order', false],
    ['cancel_*', 'cancel', false],
    ['*_order', 'cancel_pending_order', true],
    ['*_order', 'cancel_pending_orders', false],
    ['*pending*', 'cancel_pending_order', true],
    ['a*b*c', 'a1b2b3c', true],
    ['a*b*c', 'a1c2b', false],
    ['*', '', true],
    ['', '', true],
    ['', 'a', false],
    ['**', 'anything', true],
    ['order:W1', 'order:W1', true],
    ['order:W1', 'order:W12', false],
    ['order:?1', 'order:W1', false],
    ['order.W1', 'order:W1', false],
    ['[a-z]*', 'abc', false],
    ['*🙂', 'a🙂', true],
  ])('%j and %j: %j', (pattern, text, expected) => {
    expect(matchesGlob(pattern, text)).toBe(expected);
  });

  it('agrees with the same pattern as a regular expression', () => {
    const letters = fc.string({ unit: fc.constantFrom('a', 'b', '*'), maxLength: 8 });
    fc.assert(
      fc.property(letters, letters, (pattern, text) => {
        const expected = new RegExp(`^${pattern.replaceAll('*', '[^]*')}$`).test(text.replaceAll('*', 'c'));
        expect(matchesGlob(pattern, text.replaceAll('*', 'c'))).toBe(expected);
      }),
      { numRuns: 2_000 },
    );
  });

  it('takes no long time over a pattern made to take one', () => {
    expect(matchesGlob(`${'a*'.repeat(64)}b`, 'a'.repeat(10_000))).toBe(false);
  });
});
