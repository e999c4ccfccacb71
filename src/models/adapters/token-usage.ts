import type { TokenUsage } from '../../core/budget/usage.ts';

/** Build usage from counts as the provider sent them; undefined when one that must be there is not a whole number. */
export function tokenUsage(counts: {
  readonly inputTokens: unknown;
  readonly cachedInputTokens: unknown;
  readonly cacheWriteTokens: unknown;
  readonly cacheWrite1hTokens?: unknown;
  readonly outputTokens: unknown;
}): TokenUsage | undefined {
  const { inputTokens, outputTokens, cacheWrite1hTokens: forAnHour } = counts;
  if (!isCount(inputTokens) || !isCount(outputTokens)) return undefined;
  return {
    inputTokens,
    cachedInputTokens: isCount(counts.cachedInputTokens) ? counts.cachedInputTokens : 0,
    cacheWriteTokens: isCount(counts.cacheWriteTokens) ? counts.cacheWriteTokens : 0,
    ...(isCount(forAnHour) && forAnHour > 0 ? { cacheWrite1hTokens: forAnHour } : {}),
    outputTokens,
  };
}

/**
 * Output tokens where a server may count reasoning beside them: the total then says so, or more reasoning than output
 * there can be.
 */
export function outputTokensOf(counts: {
  readonly input: unknown;
  readonly output: unknown;
  readonly total: unknown;
  readonly reasoning: unknown;
}): unknown {
  const { input, output, total, reasoning } = counts;
  if (!isCount(output)) return output;
  if (isCount(input) && isCount(total)) return Math.max(output, total - input);
  return isCount(reasoning) && reasoning > output ? output + reasoning : output;
}

export function isCount(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}
