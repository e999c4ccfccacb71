/** Tokens of one model call as the provider billed them. `inputTokens` includes cached and cache-writing ones. */
export interface TokenUsage {
  readonly inputTokens: number;
  readonly cachedInputTokens: number;
  readonly cacheWriteTokens: number;
  /** Of the cache-writing ones, those that are kept for an hour; absent: none, or the provider does not say. */
  readonly cacheWrite1hTokens?: number;
  readonly outputTokens: number;
}
