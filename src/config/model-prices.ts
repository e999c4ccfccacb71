import { checkModelId } from '../agents/check-model-id.ts';
import { usdToNanoUsd } from '../core/budget/money.ts';
import type { ModelPrice } from '../core/charter/charter.ts';
import { given } from '../core/values/given.ts';
import { isFields, unknownFieldMistakes } from '../tools/define/unknown-fields.ts';

/** What a model costs, as a config says it: USD per million tokens. Cached and cache-writing input default to `input`. */
export interface ModelPriceDefinition {
  usdPerMillionTokens: {
    input: number | string;
    output: number | string;
    cachedInput?: number | string;
    cacheWrite?: number | string;
  };
  /** Of the model's window. */
  contextTokens?: number;
}

/** A model's price, and its window when known. */
export interface PricedModel {
  readonly price: ModelPrice;
  readonly contextTokens?: number;
}

const priceFields = { known: ['usdPerMillionTokens', 'contextTokens'], notBuiltYet: [] };
const rateFields = { known: ['input', 'output', 'cachedInput', 'cacheWrite'], notBuiltYet: [] };

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
  for (const field of rateFields.known) {
    const needed = field === 'input' || field === 'output';
    if (rates[field] === undefined && !needed) continue;
    try {
      usdToNanoUsd(rates[field] as number);
    } catch (error) {
      mistakes.push(`${field}: ${(error as Error).message}`);
    }
  }
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

/** Turn a checked price into nano-USD. */
export function pricedModel({
  usdPerMillionTokens: rates,
  contextTokens,
}: ModelPriceDefinition): PricedModel {
  const step = {
    fromInputTokens: 0,
    input: usdToNanoUsd(rates.input),
    cachedInput: usdToNanoUsd(rates.cachedInput ?? rates.input),
    cacheWrite: usdToNanoUsd(rates.cacheWrite ?? rates.input),
    output: usdToNanoUsd(rates.output),
  };
  return {
    price: { steps: [step], source: 'the prices of this configuration' },
    ...given({ contextTokens }),
  };
}
