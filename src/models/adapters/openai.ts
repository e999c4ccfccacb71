import { createOpenAI } from '@ai-sdk/openai';
import type { LanguageModelV4Content } from '@ai-sdk/provider';
import type { JsonObject } from '../../core/values/json.ts';
import type { ProviderAccess, WirePort } from '../model-port.ts';
import { sendableRequest } from '../sendable/sendable-request.ts';
import { wireRules } from '../sendable/wire-rules.ts';
import { callLanguageModel } from './call-language-model.ts';
import { fromLanguageModelResult } from './from-language-model-result.ts';
import { promptCacheKey } from './prompt-cache-key.ts';
import { pickFields, readContinuation } from './read-continuation.ts';
import { requestSettings } from './request-settings.ts';
import { toLanguageModelPrompt, toLanguageModelTools } from './to-language-model-prompt.ts';
import { openAiReader } from './wire/openai-reader.ts';
import { wireFetch } from './wire/wire-fetch.ts';

/** Models that refuse to be asked for encrypted reasoning, as they have none: all of them old. */
const withoutReasoning = /^(?:ft:)?(?:gpt-3|gpt-4|chatgpt-4|gpt-5-chat)/;

const officialBaseUrl = 'https://api.openai.com/v1';

/**
 * Speak OpenAI's Responses API. One HTTP attempt a call.
 *
 * `baseUrl` includes its `/v1`, as the official clients take it. Each request holds the whole transcript and asks
 * OpenAI to store nothing: the run's history is the one record.
 */
export function createOpenAiPort(access: ProviderAccess): WirePort {
  const baseURL = (access.baseUrl ?? officialBaseUrl).replace(/\/+$/, '');
  return {
    async generate(request, send) {
      const reader = openAiReader();
      const provider = createOpenAI({
        apiKey: access.apiKey,
        baseURL,
        fetch: wireFetch(reader, send),
      });
      const sent = sendableRequest(request, wireRules.openai);
      const maySeal = !withoutReasoning.test(request.model);
      // Of a model that the SDK does not know by its name it would leave the effort out.
      const forceReasoning = maySeal && (request.options?.reasoningEffort ?? 'none') !== 'none';
      const result = await callLanguageModel(
        provider.responses(request.model),
        {
          prompt: toLanguageModelPrompt(sent.instructions, sent.messages, request.files),
          tools: toLanguageModelTools(sent.tools),
          maxOutputTokens: request.maxOutputTokens,
          abortSignal: request.signal,
          ...requestSettings(request, sent),
          providerOptions: {
            openai: {
              store: false,
              ...(request.options?.promptCache === 'off' ? {} : { promptCacheKey: promptCacheKey(sent) }),
              ...(maySeal ? { include: ['reasoning.encrypted_content'] } : {}),
              ...(forceReasoning ? { forceReasoning } : {}),
            },
          },
        },
        request.onText,
      );
      const content = result.content.filter((part) => !isAside(part));
      return fromLanguageModelResult(
        { content },
        {
          facts: reader.facts(),
          readCall: sent.readCall,
          continuation: readContinuation(content, 'openai', pickItem),
        },
      );
    },
  };
}

/** A message of a stream that was told to be a commentary only at its end. */
function isAside(part: LanguageModelV4Content): boolean {
  return part.type === 'text' && part.providerMetadata?.['openai']?.['phase'] === 'commentary';
}

/** An item of reasoning that is not stored comes back by its encrypted content alone. */
function pickItem(metadata: JsonObject, { type }: { readonly type: string }): JsonObject | undefined {
  if (type === 'text') return pickFields(metadata, ['phase']);
  if (type !== 'reasoning' || typeof metadata['reasoningEncryptedContent'] !== 'string') return undefined;
  return pickFields(metadata, ['itemId', 'reasoningEncryptedContent']);
}
