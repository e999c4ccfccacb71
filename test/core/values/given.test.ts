import { describe, expect, it } from 'vitest';
import { given } from '../../../src/core/values/given.ts';

describe('given', () => {
  it('leaves out what is undefined, and keeps null, zero, false and the empty text', () => {
    const fields = given({ a: undefined, b: null, c: 0, d: false, e: '' });
    expect(Object.keys(fields)).toEqual(['b', 'c', 'd', 'e']);
    expect(fields).toStrictEqual({ b: null, c: 0, d: false, e: '' });
  });
});
