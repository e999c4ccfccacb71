import { describe, expect, it } from 'vitest';
import { billedCall } from '../../../src/core/budget/billed-call.ts';
import type { ModelPrice } from '../../../src/core/charter/charter.ts';

const price = (usd: number, more: object = {}): ModelPrice => ({
  steps: [{ fromInputTokens: 0, input: usd, cachedInput: usd, cacheWrite: usd, output: usd, ...more }],
  source: 'test',
});
const million = { inputTokens: 1_000_000, cachedInputTokens: 0, cacheWriteTokens: 0, outputTokens: 0 };
const written = { ...million, cacheWriteTokens: 1_000_000 };

describe('a call', () => {
  it.each([
    ['as it was asked for, where nobody says how it was served', undefined, 20],
    ['as it was asked for', 'priority', 20],
    ['at the standard price where that served it', 'standard', 10],
    ['at the price of another tier where that served it', 'flex', 5],
  ])('is priced %s', (_how, served, costNanoUsd) => {
    const tierPrices = { standard: price(10), Flex: price(5) };
    const model = { price: price(20), serviceTier: 'priority', tierPrices };
    expect(billedCall(model, million, served)).toEqual({ costNanoUsd });
  });

  it('is priced at the tier that served it where none was asked for', () => {
    const model = { price: price(10), tierPrices: { priority: price(20) } };
    expect(billedCall(model, million, 'priority')).toEqual({ costNanoUsd: 20 });
    expect(billedCall(model, million, 'standard')).toEqual({ costNanoUsd: 10 });
  });

  it.each(['default', 'auto', 'standard_only'])(
    'that asked for %s is exact at the standard price',
    (serviceTier) => {
      expect(billedCall({ price: price(10), serviceTier }, million, 'standard')).toEqual({ costNanoUsd: 10 });
    },
  );

  it('is not exact on a tier without a price', () => {
    expect(billedCall({ price: price(10) }, million, 'scale')).toEqual({
      costNanoUsd: 10,
      inexact: 'it was served on the tier "scale", which has a price of its own',
    });
  });

  it('is priced by what was written to the cache for how long', () => {
    const model = { price: price(10, { cacheWrite: 12, cacheWrite1h: 20 }), promptCache: '1h' as const };
    expect(billedCall(model, { ...written, cacheWrite1hTokens: 500_000 }, undefined)).toEqual({
      costNanoUsd: 16,
    });
    expect(billedCall({ ...model, promptCache: '5m' }, written, undefined)).toEqual({ costNanoUsd: 12 });
  });

  it('was written for an hour where that was asked for and nobody tells it apart', () => {
    const model = { price: price(10, { cacheWrite: 12, cacheWrite1h: 20 }), promptCache: '1h' as const };
    expect(billedCall(model, written, undefined)).toEqual({ costNanoUsd: 20 });
  });

  it('is not exact where something was written for an hour that has no price', () => {
    expect(billedCall({ price: price(10) }, { ...written, cacheWrite1hTokens: 7 }, undefined)).toEqual({
      costNanoUsd: 10,
      inexact: '7 tokens were written to the cache for an hour, which has a price of its own',
    });
  });
});
