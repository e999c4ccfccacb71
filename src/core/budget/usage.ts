/** Tokens of one model call as the provider billed them. `inputTokens` includes cached and cache-writing ones. */
export interface TokenUsage {
  readonly inputTokens: number;
  readonly cachedInputTokens: number;
  readonly cacheWriteTokens: number;
  readonly outputTokens: number;
}
