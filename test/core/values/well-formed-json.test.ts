import { describe, expect, it } from 'vitest';
import { isWellFormedJson, wellFormedJson } from '../../../src/core/values/well-formed-json.ts';

describe('wellFormedJson', () => {
  it('makes texts and names of fields well formed at any depth', () => {
    expect(wellFormedJson({ 'k\ud83c': ['a\udf00', { b: 'c\ud83c' }], n: 1, none: null })).toEqual({
      'k\ufffd': ['a\ufffd', { b: 'c\ufffd' }],
      n: 1,
      none: null,
    });
  });

  it('gives the same reference where there is nothing to mend', () => {
    const value = { text: '🙂', spelt: '\\ud83c', list: [1, true] };
    expect(wellFormedJson(value)).toBe(value);
  });

  it('keeps a field by the name of __proto__ a field', () => {
    const value = wellFormedJson(JSON.parse('{"__proto__":"a\\ud83c"}') as object);
    expect(Object.entries(value)).toEqual([['__proto__', 'a\ufffd']]);
  });
});

describe('isWellFormedJson', () => {
  it.each([
    ['half a pair', '\ud83c', false],
    ['half a pair in a name', { 'a\udf00': 1 }, false],
    ['a whole pair', '🌀', true],
    ['a text that spells half a pair', '\\ud83c', true],
    ['nothing', undefined, true],
  ])('is right about %s', (_, value, expected) => {
    expect(isWellFormedJson(value)).toBe(expected);
  });
});
