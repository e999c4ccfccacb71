import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { boundedText } from '../../../src/core/values/bounded-text.ts';
import { utf8Bytes } from '../../../src/core/values/json.ts';

describe('boundedText', () => {
  it.each<[string, string, Parameters<typeof boundedText>[1], string]>([
    ['leaves a text that fits', 'Zoë 🙂', { bytes: 9 }, 'Zoë 🙂'],
    ['ends a text that was cut in a mark, within the bound', 'abcdefgh', { chars: 5 }, 'abcd…'],
    ['counts UTF-8 bytes where it is told bytes', 'ääääää', { bytes: 9 }, 'äää…'],
    ['never cuts within a surrogate pair', 'abc🙂🙂', { chars: 5 }, 'abc…'],
    ['makes half a pair whole, also in a text that fits', 'a\ud83cb', { bytes: 100 }, 'a\ufffdb'],
    ['makes half a pair whole in what it keeps', '\udf00abcdef', { chars: 4 }, '\ufffdab…'],
  ])('%s', (_, text, bound, expected) => {
    expect(boundedText(text, bound)).toBe(expected);
  });

  it('is within its bound and well formed, whatever the text, and the same when it is bounded again', () => {
    const unit = fc.constantFrom('a', 'é', '€', '🙂', '\ud83c', '\udf00', '\n', '\u0000');
    const text = fc.array(unit, { maxLength: 60 }).map((units) => units.join(''));
    fc.assert(
      fc.property(text, fc.integer({ min: 3, max: 50 }), fc.boolean(), (given, most, inBytes) => {
        const bound = inBytes ? { bytes: most } : { chars: most };
        const bounded = boundedText(given, bound);
        expect(inBytes ? utf8Bytes(bounded) : bounded.length).toBeLessThanOrEqual(most);
        expect(bounded.isWellFormed()).toBe(true);
        expect(boundedText(bounded, bound)).toBe(bounded);
        if ((inBytes ? utf8Bytes(given) : given.length) <= most) expect(bounded).toBe(given.toWellFormed());
      }),
      { numRuns: 2_000 },
    );
  });
});
