import { createOpenAICompatible } from '@ai-sdk/openai-compatible';
import type { ProviderAccess, WirePort } from '../model-port.ts';
import { sendableRequest } from '../sendable/sendable-request.ts';
import { wireRules } from '../sendable/wire-rules.ts';
import { callLanguageModel } from './call-language-model.ts';
import { continuationExtractor, readChatContinuation } from './chat-continuation.ts';
import { fromLanguageModelResult } from './from-language-model-result.ts';
import { openWithUser } from './open-with-user.ts';
import { promptCacheKey } from './prompt-cache-key.ts';
import { requestSettings } from './request-settings.ts';
import { toLanguageModelPrompt, toLanguageModelTools } from './to-language-model-prompt.ts';
import { openAiChatReader } from './wire/openai-chat-reader.ts';
import { wireFetch } from './wire/wire-fetch.ts';

const officialBaseUrl = 'https://api.openai.com/v1';

/**
 * Speak OpenAI's Chat Completions, which many servers speak too. One HTTP attempt a call.
 *
 * `baseUrl` includes its `/v1`, as the official clients take it. At OpenAI itself the output limit goes out as
 * `max_completion_tokens`, the only form that its reasoning models take; other servers get `max_tokens`, which all know.
 */
export function createOpenAiChatPort(access: ProviderAccess): WirePort {
  const baseUrl = (access.baseUrl ?? officialBaseUrl).replace(/\/+$/, '');
  const isOfficial = new URL(baseUrl).hostname === 'api.openai.com';
  return {
    outputLimitField: isOfficial ? 'max_completion_tokens' : 'max_tokens',
    async generate(request, send) {
      const reader = openAiChatReader();
      const provider = createOpenAICompatible({
        name: 'openai-chat',
        apiKey: access.apiKey,
        baseURL: baseUrl,
        // Without it a streamed answer does not say what it used.
        includeUsage: true,
        metadataExtractor: continuationExtractor,
        fetch: wireFetch(reader, send),
      });
      const sent = sendableRequest(request, wireRules['openai-chat']);
      const result = await callLanguageModel(
        provider.chatModel(request.model),
        {
          prompt: openWithUser(toLanguageModelPrompt(sent.instructions, sent.messages, request.files)),
          tools: toLanguageModelTools(sent.tools),
          maxOutputTokens: request.maxOutputTokens,
          abortSignal: request.signal,
          ...requestSettings(request, sent),
          // Other servers may refuse a field that they do not know.
          ...(isOfficial &&
            request.options?.promptCache !== 'off' && {
              providerOptions: { 'openai-chat': { prompt_cache_key: promptCacheKey(sent) } },
            }),
        },
        request.onText,
      );
      return fromLanguageModelResult(result, {
        facts: reader.facts(),
        readCall: sent.readCall,
        continuation: readChatContinuation(result),
      });
    },
  };
}
