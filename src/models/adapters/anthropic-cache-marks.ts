import type { LanguageModelV4FunctionTool, LanguageModelV4Prompt } from '@ai-sdk/provider';
import type { PromptCache } from '../../core/charter/model-options.ts';

const marks = {
  '5m': { anthropic: { cacheControl: { type: 'ephemeral' } } },
  '1h': { anthropic: { cacheControl: { type: 'ephemeral', ttl: '1h' } } },
} as const;

/**
 * Mark a request for Anthropic's prompt cache, at three places of the four that it takes.
 *
 * The end of what never changes: the instructions, with the tools before them. The end of the window, to be read from
 * with the next call. And where the window ended with the call before, to be read from now: what was written there is
 * found however much a turn added. With `off` nothing is marked. What stands before a mark is the same in every request of a window.
 */
export function withCacheMarks(
  prompt: LanguageModelV4Prompt,
  tools: readonly LanguageModelV4FunctionTool[],
  kept: PromptCache = '5m',
): { prompt: LanguageModelV4Prompt; tools: LanguageModelV4FunctionTool[] } {
  if (kept === 'off') return { prompt, tools: [...tools] };
  const mark = marks[kept];
  const hasSystem = prompt[0]?.role === 'system';
  const lastAnswer = prompt.findLastIndex(({ role }) => role === 'assistant');
  const marked = new Set([
    hasSystem ? 0 : -1,
    lastAskedBefore(prompt, prompt.length),
    lastAskedBefore(prompt, lastAnswer),
  ]);
  return {
    prompt: prompt.map((message, place) =>
      marked.has(place) ? { ...message, providerOptions: mark } : message,
    ),
    tools: tools.map((tool, place) =>
      hasSystem || place < tools.length - 1 ? tool : { ...tool, providerOptions: mark },
    ),
  };
}

/** Place of the last message before `end` that a request may have ended with; -1 for none. */
function lastAskedBefore(prompt: LanguageModelV4Prompt, end: number): number {
  return prompt.findLastIndex(({ role }, place) => place < end && (role === 'user' || role === 'tool'));
}
