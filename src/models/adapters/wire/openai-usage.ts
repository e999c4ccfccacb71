import type { TokenUsage } from '../../../core/budget/usage.ts';
import { tokenUsage } from '../token-usage.ts';
import { type Wire, wireOf } from './wire-reader.ts';

/** Fields that say what the output came to, on OpenAI's two wires; servers of one use names of the other. */
export const outputCounts = ['completion_tokens', 'output_tokens', 'total_tokens'];

/** Read usage of OpenAI's two wires, in the words of the many servers that speak them. */
export function openAiUsage(usage: Wire | undefined): TokenUsage | undefined {
  if (usage === undefined) return undefined;
  const details = { ...wireOf(usage['prompt_tokens_details']), ...wireOf(usage['input_tokens_details']) };
  return tokenUsage({
    input: usage['prompt_tokens'] ?? usage['input_tokens'],
    cached: [
      details['cached_tokens'],
      details['cache_read_tokens'],
      // Of DeepSeek, of Moonshot, and of gateways before Anthropic.
      usage['prompt_cache_hit_tokens'],
      usage['cached_tokens'],
      usage['cache_read_input_tokens'],
    ],
    written: [
      details['cache_write_tokens'],
      details['cache_creation_tokens'],
      usage['cache_creation_input_tokens'],
    ],
    writtenForAnHour: wireOf(usage['cache_creation'])['ephemeral_1h_input_tokens'],
    output: usage['completion_tokens'] ?? usage['output_tokens'],
    total: usage['total_tokens'],
    reasoning: reasoningCounts(usage),
  });
}

function reasoningCounts(usage: Wire): readonly unknown[] {
  return [
    wireOf(usage['completion_tokens_details'])['reasoning_tokens'],
    wireOf(usage['output_tokens_details'])['reasoning_tokens'],
    usage['reasoning_tokens'],
  ];
}

/** Tokens that reasoning took, where the wire tells it, as it tells it. */
export function reasoningTokensIn(usage: Wire | undefined): unknown {
  return usage && reasoningCounts(usage).find((count) => count !== undefined && count !== null);
}
