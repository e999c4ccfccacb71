import { checkModelId } from '../agents/check-model-id.ts';
import { usdToNanoUsd } from '../core/budget/money.ts';
import type { ModelPrice } from '../core/charter/charter.ts';
import { isFields } from '../core/values/fields-of.ts';
import { given } from '../core/values/given.ts';
import { unknownFieldMistakes } from '../tools/define/unknown-fields.ts';

/** What a model costs, as a config says it: USD per million tokens. Cached and cache-writing input default to `input`. */
export interface ModelPriceDefinition {
  usdPerMillionTokens: TokenRates;
  /** What it costs in service tiers that an agent may ask for, by the tier's name. */
  serviceTiers?: Readonly<Record<string, TokenRates>>;
  /** Of the model's window. */
  contextTokens?: number;
}

export interface TokenRates {
  input: number | string;
  output: number | string;
  cachedInput?: number | string;
  cacheWrite?: number | string;
  /** Of input that is kept for an hour; without it no agent may ask for that. */
  cacheWrite1h?: number | string;
}

/** A model's price, and its window when known. */
export interface PricedModel {
  readonly price: ModelPrice;
  /** By service tier, where an agent may ask for one. */
  readonly tiers?: Readonly<Record<string, ModelPrice>>;
  readonly contextTokens?: number;
}

/**
 * The same model as a service tier of it costs; undefined where that is not known. Its standard price, by which a call
 * may be served all the same, is then one of the tiers.
 */
export function pricedTier(model: PricedModel, tier: string): PricedModel | undefined {
  const { tiers = {} } = model;
  const price = Object.hasOwn(tiers, tier) ? tiers[tier] : undefined;
  if (price === undefined) return undefined;
  const others = Object.entries(tiers).filter(([name]) => name !== tier);
  return { ...model, price, tiers: { ...Object.fromEntries(others), standard: model.price } };
}

/** Whether it is known what input costs that is kept for an hour. */
export function pricesAnHour({ price }: PricedModel): boolean {
  return price.steps.every(({ cacheWrite1h }) => cacheWrite1h !== undefined);
}

const priceFields = { known: ['usdPerMillionTokens', 'serviceTiers', 'contextTokens'], notBuiltYet: [] };
const rateFields = {
  known: ['input', 'output', 'cachedInput', 'cacheWrite', 'cacheWrite1h'],
  notBuiltYet: [],
};

/** Find everything that is wrong in a config's prices, one sentence each. */
export function priceMistakes(prices: unknown): string[] {
  if (prices === undefined) return [];
  if (!isFields(prices))
    return ['prices is not an object; write { "provider:model": { usdPerMillionTokens: … } }'];
  return Object.entries(prices).flatMap(([id, definition]) =>
    onePriceMistakes(id, definition).map((mistake) => `prices[${JSON.stringify(id)}]: ${mistake}`),
  );
}

function onePriceMistakes(id: string, definition: unknown): string[] {
  const check = checkModelId(id);
  const mistakes = check.kind === 'ok' ? [] : [check.message];
  const rates = isFields(definition) ? definition.usdPerMillionTokens : undefined;
  if (!isFields(definition) || !isFields(rates)) {
    return [...mistakes, 'usdPerMillionTokens is missing; write { input: 3, output: 15 }'];
  }
  mistakes.push(...rateMistakes('', rates), ...tierMistakes(definition.serviceTiers));
  const { contextTokens } = definition;
  if (
    contextTokens !== undefined &&
    !(Number.isSafeInteger(contextTokens) && (contextTokens as number) > 0)
  ) {
    mistakes.push(`contextTokens ${String(contextTokens)} is not a whole number above 0`);
  }
  return [
    ...mistakes,
    ...unknownFieldMistakes('a price', definition, priceFields),
    ...unknownFieldMistakes('usdPerMillionTokens', rates, rateFields),
  ];
}

function rateMistakes(of: string, rates: Readonly<Record<string, unknown>>): string[] {
  return rateFields.known.flatMap((field) => {
    const isNeeded = field === 'input' || field === 'output';
    if (rates[field] === undefined && !isNeeded) return [];
    try {
      usdToNanoUsd(rates[field] as number);
      return [];
    } catch (error) {
      return [`${of}${field}: ${(error as Error).message}`];
    }
  });
}

function tierMistakes(tiers: unknown): string[] {
  if (tiers === undefined) return [];
  if (!isFields(tiers))
    return ['serviceTiers is not an object; write { priority: { input: 6, output: 30 } }'];
  return Object.entries(tiers).flatMap(([tier, rates]) =>
    isFields(rates)
      ? [
          ...rateMistakes(`serviceTiers.${tier}.`, rates),
          ...unknownFieldMistakes(`serviceTiers.${tier}`, rates, rateFields),
        ]
      : [`serviceTiers.${tier} is not an object; write { input: 6, output: 30 }`],
  );
}

/** Turn a checked price into nano-USD. */
export function pricedModel({
  usdPerMillionTokens,
  serviceTiers,
  contextTokens,
}: ModelPriceDefinition): PricedModel {
  const tiers = Object.entries(serviceTiers ?? {}).map(([tier, rates]) => [tier, priceOf(rates)]);
  return {
    price: priceOf(usdPerMillionTokens),
    ...(tiers.length === 0 ? {} : { tiers: Object.fromEntries(tiers) as Record<string, ModelPrice> }),
    ...given({ contextTokens }),
  };
}

function priceOf(rates: TokenRates): ModelPrice {
  const step = {
    fromInputTokens: 0,
    input: usdToNanoUsd(rates.input),
    cachedInput: usdToNanoUsd(rates.cachedInput ?? rates.input),
    cacheWrite: usdToNanoUsd(rates.cacheWrite ?? rates.input),
    ...(rates.cacheWrite1h === undefined ? {} : { cacheWrite1h: usdToNanoUsd(rates.cacheWrite1h) }),
    output: usdToNanoUsd(rates.output),
  };
  return { steps: [step], source: 'the prices of this configuration' };
}
