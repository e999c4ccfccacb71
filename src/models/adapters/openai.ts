import { createOpenAI } from '@ai-sdk/openai';
import type { ModelPort, ProviderAccess } from '../model-port.ts';
import { callLanguageModel } from './call-language-model.ts';
import { fromLanguageModelResult, tokenUsage } from './from-language-model-result.ts';
import { wireFetch } from './on-the-wire.ts';
import { requestSettings } from './request-settings.ts';
import { toLanguageModelPrompt, toLanguageModelTools } from './to-language-model-prompt.ts';

const officialBaseUrl = 'https://api.openai.com/v1';

/**
 * Speak OpenAI's Responses API. One HTTP attempt a call.
 *
 * `baseUrl` includes its `/v1`, as the official clients take it. Each request holds the whole transcript and asks
 * OpenAI to store nothing: the run's history is the one record.
 */
export function createOpenAiPort(access: ProviderAccess): ModelPort {
  const provider = createOpenAI({
    apiKey: access.apiKey,
    baseURL: (access.baseUrl ?? officialBaseUrl).replace(/\/+$/, ''),
    fetch: wireFetch,
  });
  return {
    async generate(request) {
      const result = await callLanguageModel(
        provider.responses(request.model),
        {
          prompt: toLanguageModelPrompt(request.instructions, request.messages),
          tools: toLanguageModelTools(request.tools),
          maxOutputTokens: request.maxOutputTokens,
          abortSignal: request.signal,
          ...requestSettings(request),
          providerOptions: { openai: { store: false } },
        },
        request.onText,
      );
      return fromLanguageModelResult(result, reportedUsage(result.usage.raw));
    },
  };
}

function reportedUsage(raw: unknown) {
  const usage = (raw ?? {}) as Record<string, unknown>;
  const details = (usage['input_tokens_details'] ?? {}) as Record<string, unknown>;
  return tokenUsage({
    inputTokens: usage['input_tokens'],
    cachedInputTokens: details['cached_tokens'],
    cacheWriteTokens: details['cache_write_tokens'],
    outputTokens: usage['output_tokens'],
  });
}
