import { calcPrice, type ModelPrice as ListedPrice } from '@pydantic/genai-prices';
import { usdToNanoUsd } from '../core/budget/money.ts';
import type { ModelPrice } from '../core/charter/charter.ts';
import { parseModelId } from '../core/model/model-id.ts';
import { given } from '../core/values/given.ts';
import { findProviderFamily } from './provider-families.ts';

export interface PriceEntry {
  readonly price: ModelPrice;
  /** Of the model, in tokens; absent when the list does not say. */
  readonly contextTokens?: number;
}

/**
 * Look up what a model costs, from the list that the package `@pydantic/genai-prices` ships (no network).
 *
 * Undefined for an unknown model, or one without prices for text in and out: an unknown price is never zero. A price
 * that the list leaves out for cached or cache-writing tokens is that of plain input. Prices that change with the date
 * are those of `at`. What writing to the cache for an hour costs, which the list does not say, is what the provider
 * publishes.
 */
export function lookUpPrice(modelId: string, at: Date = new Date()): PriceEntry | undefined {
  const parsed = parseModelId(modelId);
  const family = parsed && findProviderFamily(parsed.provider);
  if (parsed === undefined || family === undefined) return undefined;
  const listed = calcPrice({ input_tokens: 0, output_tokens: 0 }, parsed.model, {
    providerId: family.priceSource,
    timestamp: at,
  });
  if (listed === null) return undefined;
  const steps = toSteps(listed.model_price, family.hourInCache?.timesInput);
  if (steps === undefined) return undefined;
  return {
    price: { steps, source: `genai-prices ${listed.provider.id}/${listed.model.id}` },
    ...given({ contextTokens: listed.model.context_window }),
  };
}

/** A tier of the list holds for the whole request once its input is *above* `start`; ours begin *at* theirs. */
function toSteps(listed: ListedPrice, hourTimesInput: number | undefined): ModelPrice['steps'] | undefined {
  const { input_mtok: input, output_mtok: output } = listed;
  if (input === undefined || output === undefined) return undefined;
  const cachedInput = listed['cache_read_mtok'] ?? input;
  const cacheWrite = listed['cache_write_mtok'] ?? input;
  const starts = new Set([0]);
  for (const price of [input, cachedInput, cacheWrite, output]) {
    if (typeof price === 'object') for (const tier of price.tiers) starts.add(tier.start + 1);
  }
  return [...starts]
    .sort((a, b) => a - b)
    .map((fromInputTokens) => ({ fromInputTokens, plain: priceFrom(input, fromInputTokens) }))
    .map(({ fromInputTokens, plain }) => ({
      fromInputTokens,
      input: plain,
      cachedInput: priceFrom(cachedInput, fromInputTokens),
      cacheWrite: priceFrom(cacheWrite, fromInputTokens),
      ...(hourTimesInput === undefined ? {} : { cacheWrite1h: plain * hourTimesInput }),
      output: priceFrom(output, fromInputTokens),
    }));
}

function priceFrom(price: NonNullable<ListedPrice[string]>, inputTokens: number): number {
  if (typeof price === 'number') return usdToNanoUsd(price);
  const tier = price.tiers.filter((candidate) => inputTokens > candidate.start).at(-1);
  return usdToNanoUsd(tier?.price ?? price.base);
}
