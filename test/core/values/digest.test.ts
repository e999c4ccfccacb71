import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { digestOf } from '../../../src/core/values/digest.ts';

describe('digestOf', () => {
  it.each([
    ['an object, members sorted', { b: 1, a: [true, null] }, '{"a":[true,null],"b":1}'],
    ['a number as JavaScript writes it', 1e21, '1e+21'],
    ['a text beyond ASCII', 'Zoë 🙂', '"Zoë 🙂"'],
    ['an undefined member as absent', { a: 1, b: undefined }, '{"a":1}'],
  ])('hashes the canonical JSON of %s', (_, value, canonical) => {
    expect(digestOf(value)).toBe(createHash('sha256').update(canonical, 'utf8').digest('hex'));
  });

  it('is the same after a journey through JSON and with members in another order', () => {
    fc.assert(
      fc.property(fc.jsonValue({ stringUnit: 'binary', noUnicodeString: false } as never), (value) => {
        expect(digestOf(JSON.parse(JSON.stringify(value)))).toBe(digestOf(value));
        expect(digestOf(reversed(value))).toBe(digestOf(value));
      }),
    );
  });

  it('hashes half a surrogate pair, and tells it from every text that spells it', () => {
    const texts = ['\ud83d', '\ude42', '\\ud83d', '"\\ud83d"', '\ufffd', '!"\\ud83d"'];
    const digests = texts.flatMap((text) => [digestOf(text), digestOf({ text }), digestOf({ [text]: 1 })]);
    expect(new Set(digests).size).toBe(18);
  });

  it.each([
    ['undefined', undefined],
    ['NaN', { n: Number.NaN }],
    ['a bigint', [1n]],
  ])('throws on %s', (_, value) => {
    expect(() => digestOf(value)).toThrow(Error);
  });
});

function reversed(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map(reversed);
  return Object.fromEntries(
    Object.entries(value)
      .reverse()
      .map(([key, member]) => [key, reversed(member)]),
  );
}
