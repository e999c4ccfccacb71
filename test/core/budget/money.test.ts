import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { costNanoUsd, formatUsd, usdToNanoUsd } from '../../../src/core/budget/money.ts';
import type { ModelPrice } from '../../../src/core/charter/charter.ts';

describe('usdToNanoUsd', () => {
  it.each<[number | string, number]>([
    [0, 0],
    [1, 1_000_000_000],
    [0.1, 100_000_000],
    ['0.75', 750_000_000],
    [0.000000001, 1],
    [1e-7, 100],
    ['1.10', 1_100_000_000],
    ['0.1000000000000', 100_000_000],
    [4.35, 4_350_000_000],
    [9_007_199, 9_007_199_000_000_000],
  ])('reads %j USD as %i nano-USD', (usd, nanoUsd) => {
    expect(usdToNanoUsd(usd)).toBe(nanoUsd);
  });

  it.each<[number | string, string]>([
    [-1, '-1 is not an amount in USD; write it like 0.75, not below 0'],
    ['one', '"one" is not an amount in USD; write it like 0.75, not below 0'],
    ['', '"" is not an amount in USD; write it like 0.75, not below 0'],
    [Number.NaN, 'NaN is not an amount in USD; write it like 0.75, not below 0'],
    [Number.POSITIVE_INFINITY, 'Infinity is not an amount in USD; write it like 0.75, not below 0'],
    [0.1 + 0.2, '0.30000000000000004 USD is finer than a nano-USD; give at most nine decimals'],
    ['1e-10', '"1e-10" USD is finer than a nano-USD; give at most nine decimals'],
    [9_007_200, '9007200 USD is too large; amounts go up to 9,007,199 USD'],
    ['1e400', '"1e400" USD is too large; amounts go up to 9,007,199 USD'],
  ])('refuses %j', (usd, message) => {
    expect(() => usdToNanoUsd(usd)).toThrow(new RangeError(message));
  });

  it('reads back every amount written with nine decimals', () => {
    fc.assert(
      fc.property(fc.maxSafeNat(), (nanoUsd) => {
        const text = nanoUsd.toString().padStart(10, '0');
        expect(usdToNanoUsd(`${text.slice(0, -9)}.${text.slice(-9)}`)).toBe(nanoUsd);
      }),
    );
  });
});

describe('formatUsd', () => {
  it.each([
    [0, '$0.00'],
    [1_000_000_000, '$1.00'],
    [12_500_000_000, '$12.50'],
    [3_100_000, '$0.0031'],
    [3_149_999, '$0.0031'],
    [3_150_000, '$0.0032'],
    [999_960_000, '$1.00'],
    [12_345, '$0.000012'],
    [99_999, '$0.0001'],
    [1, '$0.000000001'],
    [-250_000_000, '-$0.25'],
    [Number.MAX_SAFE_INTEGER, '$9007199.2547'],
  ])('writes %i nano-USD as %s', (nanoUsd, text) => {
    expect(formatUsd(nanoUsd)).toBe(text);
  });

  it('never writes a spend as zero', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 2_000_000 }), (nanoUsd) => /[1-9]/.test(formatUsd(nanoUsd))),
    );
  });
});

const price: ModelPrice = {
  steps: [
    {
      fromInputTokens: 0,
      input: 3_000_000_000,
      cachedInput: 300_000_000,
      cacheWrite: 3_750_000_000,
      output: 15_000_000_000,
    },
    {
      fromInputTokens: 200_001,
      input: 6_000_000_000,
      cachedInput: 600_000_000,
      cacheWrite: 7_500_000_000,
      output: 22_500_000_000,
    },
  ],
  source: 'test',
};
const usage = (
  inputTokens: number,
  cachedInputTokens: number,
  cacheWriteTokens: number,
  outputTokens: number,
) => ({
  inputTokens,
  cachedInputTokens,
  cacheWriteTokens,
  outputTokens,
});

describe('costNanoUsd', () => {
  it.each([
    ['nothing', usage(0, 0, 0, 0), 0],
    ['plain input and output', usage(1_000, 0, 0, 100), 4_500_000],
    ['cached and cache-writing input apart', usage(1_000, 600, 300, 0), 1_605_000],
    ['the last token of the first step', usage(200_000, 0, 0, 1), 600_015_000],
    ['the whole call at the second step', usage(200_001, 0, 0, 1), 1_200_028_500],
    ['contradicting counts in full', usage(10, 20, 5, 0), 24_750],
  ])('prices %s', (_, used, cost) => {
    expect(costNanoUsd(used, price)).toBe(cost);
  });

  it('rounds up once per call, not once per kind of token', () => {
    const step = {
      fromInputTokens: 0,
      input: 400_000,
      cachedInput: 400_000,
      cacheWrite: 400_000,
      output: 400_001,
    };
    expect(costNanoUsd(usage(2, 1, 0, 0), { steps: [step], source: 'test' })).toBe(1);
    expect(costNanoUsd(usage(2, 1, 0, 1), { steps: [step], source: 'test' })).toBe(2);
  });

  it('is exact where doubles are not', () => {
    const step = {
      fromInputTokens: 0,
      input: 9_007_199_254_740_991,
      cachedInput: 0,
      cacheWrite: 0,
      output: 1,
    };
    expect(costNanoUsd(usage(999_999, 0, 0, 0), { steps: [step], source: 'test' })).toBe(
      9_007_190_247_541_737,
    );
  });

  it('lies less than one nano-USD above the exact sum and grows with the tokens', () => {
    const tokens = fc.integer({ min: 0, max: 200_000 });
    fc.assert(
      fc.property(tokens, tokens, (input, output) => {
        const exact = BigInt(input) * 3_000_000_000n + BigInt(output) * 15_000_000_000n;
        const above = BigInt(costNanoUsd(usage(input, 0, 0, output), price)) * 1_000_000n - exact;
        expect(above >= 0n && above < 1_000_000n).toBe(true);
      }),
    );
  });

  it.each([
    ['a fraction of a token', usage(1.5, 0, 0, 0)],
    ['a negative count', usage(1, 0, 0, -1)],
    ['an unknown count', usage(Number.NaN, 0, 0, 0)],
  ])('refuses %s', (_, used) => {
    expect(() => costNanoUsd(used, price)).toThrow(RangeError);
  });
});
