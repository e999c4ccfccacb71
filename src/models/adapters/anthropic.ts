import { createAnthropic } from '@ai-sdk/anthropic';
import type { JsonObject } from '../../core/values/json.ts';
import { BrokenStreamError } from '../errors/broken-stream-error.ts';
import type { ProviderAccess, WirePort } from '../model-port.ts';
import { sendableRequest } from '../sendable/sendable-request.ts';
import { wireRules } from '../sendable/wire-rules.ts';
import { withCacheMarks } from './anthropic-cache-marks.ts';
import { callLanguageModel } from './call-language-model.ts';
import { fromLanguageModelResult } from './from-language-model-result.ts';
import { openWithUser } from './open-with-user.ts';
import { pickFields, readContinuation } from './read-continuation.ts';
import { requestSettings } from './request-settings.ts';
import { toLanguageModelPrompt, toLanguageModelTools } from './to-language-model-prompt.ts';
import { anthropicReader } from './wire/anthropic-reader.ts';
import { wireFetch } from './wire/wire-fetch.ts';

const defaultBaseUrl = 'https://api.anthropic.com';

/**
 * Speak Anthropic's Messages API. One HTTP attempt a call.
 *
 * `baseUrl` may end in `/v1` or not, as the official clients and the AI SDK disagree on it.
 */
export function createAnthropicPort(access: ProviderAccess): WirePort {
  const baseURL = versionedBaseUrl(access.baseUrl);
  return {
    async generate(request, send) {
      const reader = anthropicReader();
      const provider = createAnthropic({
        apiKey: access.apiKey,
        baseURL,
        fetch: wireFetch(reader, send),
      });
      const sent = sendableRequest(request, wireRules.anthropic);
      const result = await callLanguageModel(
        provider.messages(request.model),
        {
          ...withCacheMarks(
            openWithUser(toLanguageModelPrompt(sent.instructions, sent.messages, request.files)),
            toLanguageModelTools(sent.tools),
            request.options?.promptCache,
          ),
          maxOutputTokens: request.maxOutputTokens,
          abortSignal: request.signal,
          ...requestSettings(request, sent),
          // A streamed call's arguments are validated by Anthropic as those of any other.
          ...(request.onText === undefined
            ? {}
            : { providerOptions: { anthropic: { toolStreaming: false } } }),
        },
        request.onText,
      );
      if (request.onText !== undefined && result.finishReason.raw === undefined) {
        // The counts that were told are those of the beginning.
        throw new BrokenStreamError('the stream ended without a stop reason', { hadOutput: true });
      }
      return fromLanguageModelResult(result, {
        facts: reader.facts(),
        readCall: sent.readCall,
        continuation: readContinuation(result.content, 'anthropic', pickThinking),
      });
    },
  };
}

/** What seals a thinking block, also one without a word; a redacted one is its data. */
function pickThinking(metadata: JsonObject, { type }: { readonly type: string }): JsonObject | undefined {
  return type === 'reasoning' ? pickFields(metadata, ['signature', 'redactedData']) : undefined;
}

function versionedBaseUrl(baseUrl: string | undefined): string {
  const trimmed = (baseUrl ?? defaultBaseUrl).replace(/\/+$/, '');
  return trimmed.endsWith('/v1') ? trimmed : `${trimmed}/v1`;
}
