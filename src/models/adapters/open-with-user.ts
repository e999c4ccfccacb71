import type { LanguageModelV4Prompt } from '@ai-sdk/provider';
import { openingMessage } from '../../contracts/opening-message.ts';

/** Put a user message before a conversation that the agent opens: some providers refuse one that begins otherwise. */
export function openWithUser(prompt: LanguageModelV4Prompt): LanguageModelV4Prompt {
  const first = prompt.findIndex((message) => message.role !== 'system');
  if (prompt[first]?.role !== 'assistant') return prompt;
  return [
    ...prompt.slice(0, first),
    { role: 'user', content: [{ type: 'text', text: openingMessage }] },
    ...prompt.slice(first),
  ];
}
