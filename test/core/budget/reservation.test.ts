import { describe, expect, it } from 'vitest';
import { worstCaseNanoUsd } from '../../../src/core/budget/reservation.ts';
import type { Charter, CharterModel } from '../../../src/core/charter/charter.ts';
import { jsonBytes } from '../../../src/core/values/json.ts';
import { charter as plainCharter } from '../../support/run-story.ts';

const step = { fromInputTokens: 0, input: 1e6, cachedInput: 1e5, cacheWrite: 2e6, output: 0 };
const price = { steps: [step], source: 'test' };

const windowBytes = 10_000;

/** How often the price of one input token, in nano-USD, the bound of the input is reserved. */
function timesInput(model: Partial<CharterModel>): number {
  const charter: Charter = { ...plainCharter, model: { ...plainCharter.model, price, ...model } };
  const bound = windowBytes + jsonBytes(charter.agent.instructions) + jsonBytes(charter.tools) + 4_096;
  return worstCaseNanoUsd(charter, { bytes: windowBytes, messages: [] }) / bound;
}

describe('the reservation of a model call', () => {
  it.each<[string, Partial<CharterModel>, number]>([
    ['writing to the cache', {}, 2],
    ['plain input, where writing is cheaper', { price: { ...price, steps: [{ ...step, input: 3e6 }] } }, 3],
    [
      'writing for an hour, where that is asked for',
      { promptCache: '1h', price: { ...price, steps: [{ ...step, cacheWrite1h: 4e6 }] } },
      4,
    ],
    [
      'writing for five minutes, where no hour is asked for',
      { price: { ...price, steps: [{ ...step, cacheWrite1h: 4e6 }] } },
      2,
    ],
    [
      'the step of the price that is dearest up to the bound',
      {
        price: {
          ...price,
          steps: [
            { ...step, cacheWrite: 5e6 },
            { ...step, fromInputTokens: 1_000 },
          ],
        },
      },
      5,
    ],
    [
      'no step beyond the bound',
      { price: { ...price, steps: [step, { ...step, fromInputTokens: 1e9, cacheWrite: 9e6 }] } },
      2,
    ],
    [
      'the dearest tier that may serve it',
      { tierPrices: { priority: { ...price, steps: [{ ...step, cacheWrite: 6e6 }] } } },
      6,
    ],
  ])('is that of %s', (_what, model, times) => {
    expect(timesInput(model)).toBe(times);
  });
});
