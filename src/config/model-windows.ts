import { checkModelId } from '../agents/check-model-id.ts';
import { isFields } from '../core/values/fields-of.ts';

/** Find everything that is wrong in a config's windows, one sentence each. `prices`: the config's own, checked elsewhere. */
export function windowMistakes(windows: unknown, prices: unknown): string[] {
  if (windows === undefined) return [];
  if (!isFields(windows)) return ['windows is not an object; write { "provider:model": 200_000 }'];
  return Object.entries(windows).flatMap(([id, tokens]) => {
    const check = checkModelId(id);
    const priced = isFields(prices) ? prices[id] : undefined;
    return [
      ...(check.kind === 'ok' ? [] : [check.message]),
      ...(Number.isSafeInteger(tokens) && (tokens as number) > 0
        ? []
        : [`${JSON.stringify(tokens) ?? String(tokens)} is not a whole number of tokens above 0`]),
      ...(isFields(priced) && priced.contextTokens !== undefined
        ? ['contextTokens stands in its price as well; leave one of them']
        : []),
    ].map((mistake) => `windows[${JSON.stringify(id)}]: ${mistake}`);
  });
}
