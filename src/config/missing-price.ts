import type { PricedModel } from './model-prices.ts';

/** Say that no price is known for a model, with the blocks to paste into a config: their figures are to be filled in. */
export function missingPrice(modelId: string): string {
  return (
    `No price is known for ${modelId}, so its cost would be unknown. Use another model, or paste this into the config, ` +
    `with the provider’s figures in USD per million tokens and the model’s window in tokens:\n\n${pricesBlock(modelId)}\n${windowsBlock(modelId)}`
  );
}

/** The same of a tier that a model is to be served by. */
export function missingTierPrice(modelId: string, tier: string, known: PricedModel): string {
  return (
    `No price is known for ${modelId} in the service tier ${tier}, so its cost would be unknown. Leave serviceTier out, or paste this ` +
    `into the config, with the provider’s figures in USD per million tokens:\n\n${pricesBlock(modelId, { tier, known })}`
  );
}

/** The same of input that is to be kept for an hour. */
export function missingHourPrice(modelId: string, tier: string | undefined): string {
  return (
    `No price is known for input that ${modelId} keeps for an hour, so its cost would be unknown. Set promptCache to 5m, or paste ` +
    `this into the config, with the provider’s figures in USD per million tokens:\n\n${pricesBlock(modelId, { tier, forAnHour: true })}`
  );
}

/** Texts where figures belong: a config in which they were left is refused, where noughts would be a price. */
const blank = "'USD'";

type RateName = 'input' | 'output' | 'cachedInput' | 'cacheWrite' | 'cacheWrite1h';
const plainRates: readonly RateName[] = ['input', 'output', 'cachedInput', 'cacheWrite'];

/** One figure a line: a terminal breaks none of them, and what is pasted stays what it was. */
function ratesLines(of: string, names: readonly RateName[], figure: (name: RateName) => string): string[] {
  return [`${of}: {`, ...names.map((name) => `  ${name}: ${figure(name)},`), '},'];
}

/** What is known already is not asked for again; a price in steps is left to the list, which a config cannot write. */
function knownFigure(known: PricedModel | undefined): (name: RateName) => string {
  const [step, ...more] = known?.price.steps ?? [];
  return (name) => {
    const nanoUsd = more.length === 0 ? step?.[name] : undefined;
    return nanoUsd === undefined ? blank : String(nanoUsd / 1_000_000_000);
  };
}

function pricesBlock(
  modelId: string,
  {
    tier,
    forAnHour = false,
    known,
  }: { tier?: string | undefined; forAnHour?: boolean; known?: PricedModel } = {},
): string {
  const names: readonly RateName[] = forAnHour ? [...plainRates, 'cacheWrite1h'] : plainRates;
  const tierLines =
    tier === undefined
      ? []
      : ['serviceTiers: {', ...indented(ratesLines(quoted(tier), names, () => blank)), '},'];
  const model = [...ratesLines('usdPerMillionTokens', names, knownFigure(known)), ...tierLines];
  return ['prices: {', ...indented([`${quoted(modelId)}: {`, ...indented(model), '},']), '},'].join('\n');
}

function windowsBlock(modelId: string): string {
  return ['windows: {', `  ${quoted(modelId)}: 'TOKENS',`, '},'].join('\n');
}

function indented(lines: readonly string[]): string[] {
  return lines.map((line) => `  ${line}`);
}

/** As source text: an id may hold a quote. */
function quoted(text: string): string {
  return `'${text.replaceAll(/[\\']/g, '\\$&')}'`;
}
