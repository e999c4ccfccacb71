import { describe, expect, it } from 'vitest';
import { codeSpans, isWithin } from '../../../src/core/values/code-spans.ts';

describe('codeSpans', () => {
  it('tells blocks and code within lines in their order', () => {
    const text = 'a `b` c\n```\n`d`\n```\n`e`';
    expect(codeSpans(text).map(([from, to]) => text.slice(from, to))).toEqual([
      '`b`',
      '```\n`d`\n```',
      '`e`',
    ]);
  });

  it('takes a block that is not closed for code to the end', () => {
    const text = 'a\n```\nb';
    expect(codeSpans(text)).toEqual([[2, text.length]]);
  });

  it.each([
    [1, false],
    [2, true],
    [4, true],
    [5, false],
    [9, true],
    [12, false],
  ])('says of place %i whether it is within one: %s', (index, within) => {
    expect(
      isWithin(index, [
        [2, 5],
        [9, 12],
      ]),
    ).toBe(within);
  });
});
