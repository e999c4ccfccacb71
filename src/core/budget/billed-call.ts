import type { CharterModel, ModelPrice } from '../charter/charter.ts';
import { isStandardTier } from '../charter/service-tier.ts';
import { given } from '../values/given.ts';
import { costNanoUsd } from './money.ts';
import type { TokenUsage } from './usage.ts';

/** What a call cost, and why that is not exact, where it is not. */
export interface BilledCall {
  readonly costNanoUsd: number;
  readonly inexact?: string;
}

type Priced = Pick<CharterModel, 'price' | 'serviceTier' | 'tierPrices' | 'promptCache'>;

/**
 * Price a call as it was served.
 *
 * `servedTier`: as the provider told it; absent: it did not, and the tier that was asked for is taken. A tier without a
 * price, and input kept for an hour without one, are priced as far as is known, and not exact.
 */
export function billedCall(model: Priced, usage: TokenUsage, servedTier: string | undefined): BilledCall {
  const price = priceOfTier(model, servedTier);
  const billed = asWritten(model, usage);
  const inexact =
    price === undefined
      ? `it was served on the tier ${JSON.stringify(servedTier?.slice(0, 40))}, which has a price of its own`
      : hourWithoutPrice(price, billed);
  return { costNanoUsd: costNanoUsd(billed, price ?? model.price), ...given({ inexact }) };
}

function priceOfTier(model: Priced, served: string | undefined): ModelPrice | undefined {
  const { price, serviceTier, tierPrices = {} } = model;
  const asked = serviceTier === undefined || isStandardTier(serviceTier) ? 'standard' : serviceTier;
  if (served === undefined || served === asked.toLowerCase()) return price;
  return Object.entries(tierPrices).find(([tier]) => tier.toLowerCase() === served)?.[1];
}

/** What was asked to be kept for an hour, and is not told apart, was written at that price. */
function asWritten({ promptCache }: Priced, usage: TokenUsage): TokenUsage {
  const isToldApart = usage.cacheWrite1hTokens !== undefined || usage.cacheWriteTokens === 0;
  return promptCache !== '1h' || isToldApart
    ? usage
    : { ...usage, cacheWrite1hTokens: usage.cacheWriteTokens };
}

function hourWithoutPrice(price: ModelPrice, { cacheWrite1hTokens = 0 }: TokenUsage): string | undefined {
  const isKnown = price.steps.every((step) => step.cacheWrite1h !== undefined);
  return cacheWrite1hTokens === 0 || isKnown
    ? undefined
    : `${cacheWrite1hTokens} tokens were written to the cache for an hour, which has a price of its own`;
}
