/** Say that no price is known for a model, with the block to paste into a config: its figures are to be filled in. */
export function missingPrice(modelId: string): string {
  return (
    `No price is known for ${modelId}, so its cost would be unknown. Use another model, or paste this into the config, ` +
    `with the provider’s figures in USD per million tokens and the model’s window in tokens:\n\n${block(modelId)}`
  );
}

/** The same of a tier that a model is to be served by. */
export function missingTierPrice(modelId: string, tier: string): string {
  return (
    `No price is known for ${modelId} in the service tier ${tier}, so its cost would be unknown. Leave serviceTier out, or paste this ` +
    `into the config, with the provider’s figures in USD per million tokens:\n\n${block(modelId, tier)}`
  );
}

/** Texts where figures belong: a config in which they were left is refused, where noughts would be a price. */
const rates = "{ input: 'USD', output: 'USD', cachedInput: 'USD', cacheWrite: 'USD' }";

function block(modelId: string, tier?: string): string {
  return [
    'prices: {',
    `  '${modelId}': {`,
    `    usdPerMillionTokens: ${rates},`,
    ...(tier === undefined ? [] : [`    serviceTiers: { '${tier}': ${rates} },`]),
    '    contextTokens: 128_000,',
    '  },',
    '},',
  ].join('\n');
}
