import { createOpenAI } from '@ai-sdk/openai';
import type { ModelPort, ProviderAccess } from '../model-port.ts';
import { callLanguageModel } from './call-language-model.ts';
import { fromLanguageModelResult } from './from-language-model-result.ts';
import { toLanguageModelPrompt, toLanguageModelTools } from './to-language-model-prompt.ts';
import { openAiReader } from './wire/openai-reader.ts';
import { wireFetch } from './wire/wire-fetch.ts';

const officialBaseUrl = 'https://api.openai.com/v1';

/**
 * Speak OpenAI's Responses API. One HTTP attempt a call.
 *
 * `baseUrl` includes its `/v1`, as the official clients take it. Each request holds the whole transcript and asks
 * OpenAI to store nothing: the run's history is the one record.
 */
export function createOpenAiPort(access: ProviderAccess): ModelPort {
  const baseURL = (access.baseUrl ?? officialBaseUrl).replace(/\/+$/, '');
  return {
    async generate(request) {
      const reader = openAiReader();
      const provider = createOpenAI({ apiKey: access.apiKey, baseURL, fetch: wireFetch(reader) });
      const result = await callLanguageModel(
        provider.responses(request.model),
        {
          prompt: toLanguageModelPrompt(request.instructions, request.messages),
          tools: toLanguageModelTools(request.tools),
          maxOutputTokens: request.maxOutputTokens,
          abortSignal: request.signal,
          providerOptions: { openai: { store: false } },
        },
        request.onText,
      );
      return fromLanguageModelResult(result, reader.facts());
    },
  };
}
