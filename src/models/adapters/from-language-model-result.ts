import type { LanguageModelV4Content, LanguageModelV4FinishReason } from '@ai-sdk/provider';
import type { TokenUsage } from '../../core/budget/usage.ts';
import type { ModelAnswer } from '../model-port.ts';

/**
 * Turn an AI SDK result into our answer. Keeps text and calls; drops dates, headers, bodies and reasoning.
 *
 * Usage is read by each adapter, which knows what its wire says and what the SDK fills in.
 */
export function fromLanguageModelResult(
  result: {
    readonly content: readonly LanguageModelV4Content[];
    readonly finishReason: LanguageModelV4FinishReason;
  },
  usage: TokenUsage | undefined,
): ModelAnswer {
  let text = '';
  const calls: ModelAnswer['calls'][number][] = [];
  for (const part of result.content) {
    if (part.type === 'text') text += part.text;
    else if (part.type === 'tool-call' && part.providerExecuted !== true) {
      calls.push({ providerCallId: part.toolCallId, tool: part.toolName, argumentsText: part.input });
    }
  }
  const reason = result.finishReason.unified;
  const finishReason = reason === 'error' || reason === 'interrupted' ? 'other' : reason;
  return { text, calls, usage, finishReason };
}

/** Build usage from counts as the provider sent them; undefined when one that must be there is not a whole number. */
export function tokenUsage(counts: {
  readonly inputTokens: unknown;
  readonly cachedInputTokens: unknown;
  readonly cacheWriteTokens: unknown;
  readonly outputTokens: unknown;
}): TokenUsage | undefined {
  const { inputTokens, outputTokens } = counts;
  if (!isCount(inputTokens) || !isCount(outputTokens)) return undefined;
  return {
    inputTokens,
    cachedInputTokens: isCount(counts.cachedInputTokens) ? counts.cachedInputTokens : 0,
    cacheWriteTokens: isCount(counts.cacheWriteTokens) ? counts.cacheWriteTokens : 0,
    outputTokens,
  };
}

function isCount(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}
