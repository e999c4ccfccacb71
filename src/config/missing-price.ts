/** Say that no price is known for a model, with the blocks to paste into a config: their figures are to be filled in. */
export function missingPrice(modelId: string): string {
  return (
    `No price is known for ${modelId}, so its cost would be unknown. Use another model, or paste this into the config, ` +
    `with the provider’s figures in USD per million tokens and the model’s window in tokens:\n\n${pricesBlock(modelId)}\n${windowsBlock(modelId)}`
  );
}

/** The same of a tier that a model is to be served by. */
export function missingTierPrice(modelId: string, tier: string): string {
  return (
    `No price is known for ${modelId} in the service tier ${tier}, so its cost would be unknown. Leave serviceTier out, or paste this ` +
    `into the config, with the provider’s figures in USD per million tokens:\n\n${pricesBlock(modelId, { tier })}`
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
function ratesOf(forAnHour: boolean): string {
  const names = ['input', 'output', 'cachedInput', 'cacheWrite', ...(forAnHour ? ['cacheWrite1h'] : [])];
  return `{ ${names.map((name) => `${name}: 'USD'`).join(', ')} }`;
}

function pricesBlock(
  modelId: string,
  { tier, forAnHour = false }: { tier?: string | undefined; forAnHour?: boolean } = {},
): string {
  const rates = ratesOf(forAnHour);
  return [
    'prices: {',
    `  '${modelId}': {`,
    `    usdPerMillionTokens: ${rates},`,
    ...(tier === undefined ? [] : [`    serviceTiers: { '${tier}': ${rates} },`]),
    '  },',
    '},',
  ].join('\n');
}

function windowsBlock(modelId: string): string {
  return ['windows: {', `  '${modelId}': 'TOKENS',`, '},'].join('\n');
}
