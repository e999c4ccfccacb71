import { createOpenAICompatible } from '@ai-sdk/openai-compatible';
import type { ModelPort, ProviderAccess } from '../model-port.ts';
import { sendableRequest } from '../sendable/sendable-request.ts';
import { wireRules } from '../sendable/wire-rules.ts';
import { callLanguageModel } from './call-language-model.ts';
import { continuationExtractor, readChatContinuation } from './chat-continuation.ts';
import { fromLanguageModelResult, tokenUsage } from './from-language-model-result.ts';
import { openWithUser } from './open-with-user.ts';
import { promptCacheKey } from './prompt-cache-key.ts';
import { toLanguageModelPrompt, toLanguageModelTools } from './to-language-model-prompt.ts';

const officialBaseUrl = 'https://api.openai.com/v1';

/**
 * Speak OpenAI's Chat Completions, which many servers speak too. One HTTP attempt a call.
 *
 * `baseUrl` includes its `/v1`, as the official clients take it. At OpenAI itself the output limit goes out as
 * `max_completion_tokens`, the only form that its reasoning models take; other servers get `max_tokens`, which all know.
 */
export function createOpenAiChatPort(access: ProviderAccess): ModelPort {
  const baseUrl = (access.baseUrl ?? officialBaseUrl).replace(/\/+$/, '');
  const isOfficial = new URL(baseUrl).hostname === 'api.openai.com';
  const provider = createOpenAICompatible({
    name: 'openai-chat',
    apiKey: access.apiKey,
    baseURL: baseUrl,
    // Without it a streamed answer does not say what it used.
    includeUsage: true,
    metadataExtractor: continuationExtractor,
    ...(isOfficial ? { transformRequestBody: withCompletionLimit } : {}),
  });
  return {
    async generate(request) {
      const sent = sendableRequest(request, wireRules['openai-chat']);
      const result = await callLanguageModel(
        provider.chatModel(request.model),
        {
          prompt: openWithUser(toLanguageModelPrompt(sent.instructions, sent.messages)),
          tools: toLanguageModelTools(sent.tools),
          maxOutputTokens: request.maxOutputTokens,
          abortSignal: request.signal,
          // Other servers may refuse a field that they do not know.
          ...(isOfficial && {
            providerOptions: { 'openai-chat': { prompt_cache_key: promptCacheKey(sent) } },
          }),
        },
        request.onText,
      );
      const answer = fromLanguageModelResult(result, reportedUsage(result.usage.raw));
      return {
        ...answer,
        calls: answer.calls.map(sent.readCall),
        continuation: readChatContinuation(result),
      };
    },
  };
}

/** Reads the wire's own usage: the SDK turns a count that is missing into 0. */
function reportedUsage(raw: unknown) {
  const usage = (raw ?? {}) as Record<string, unknown>;
  const details = (usage['prompt_tokens_details'] ?? {}) as Record<string, unknown>;
  return tokenUsage({
    inputTokens: usage['prompt_tokens'],
    cachedInputTokens: details['cached_tokens'],
    cacheWriteTokens: details['cache_write_tokens'],
    outputTokens: usage['completion_tokens'],
  });
}

function withCompletionLimit({ max_tokens, ...body }: Record<string, unknown>): Record<string, unknown> {
  return { ...body, max_completion_tokens: max_tokens };
}
