import { createAnthropic } from '@ai-sdk/anthropic';
import type { LanguageModelV4Prompt } from '@ai-sdk/provider';
import { BrokenStreamError } from '../errors/broken-stream-error.ts';
import type { ModelPort, ProviderAccess } from '../model-port.ts';
import { callLanguageModel } from './call-language-model.ts';
import { fromLanguageModelResult, tokenUsage } from './from-language-model-result.ts';
import { wireFetch } from './on-the-wire.ts';
import { openWithUser } from './open-with-user.ts';
import { requestSettings } from './request-settings.ts';
import { toLanguageModelPrompt, toLanguageModelTools } from './to-language-model-prompt.ts';

const defaultBaseUrl = 'https://api.anthropic.com';

/**
 * Speak Anthropic's Messages API. One HTTP attempt a call.
 *
 * `baseUrl` may end in `/v1` or not, as the official clients and the AI SDK disagree on it. Instructions and tools are
 * marked for the prompt cache. A 200 without usage is thrown as an unreadable answer, since the SDK's schema asks for it.
 */
export function createAnthropicPort(access: ProviderAccess): ModelPort {
  const provider = createAnthropic({
    apiKey: access.apiKey,
    baseURL: versionedBaseUrl(access.baseUrl),
    fetch: wireFetch,
  });
  return {
    async generate(request) {
      const result = await callLanguageModel(
        provider.messages(request.model),
        {
          prompt: withCacheMark(openWithUser(toLanguageModelPrompt(request.instructions, request.messages))),
          tools: toLanguageModelTools(request.tools),
          maxOutputTokens: request.maxOutputTokens,
          abortSignal: request.signal,
          ...requestSettings(request),
          // A streamed call's arguments are validated by Anthropic as those of any other.
          ...(request.onText === undefined
            ? {}
            : { providerOptions: { anthropic: { toolStreaming: false } } }),
        },
        request.onText,
      );
      if (request.onText !== undefined && result.finishReason.raw === undefined) {
        // The counts that the SDK fills in for the missing end are those of the beginning.
        throw new BrokenStreamError('the stream ended without a stop reason', { hadOutput: true });
      }
      const { inputTokens, outputTokens } = result.usage;
      const answer = fromLanguageModelResult(
        result,
        tokenUsage({
          inputTokens: inputTokens.total,
          cachedInputTokens: inputTokens.cacheRead,
          cacheWriteTokens: inputTokens.cacheWrite,
          outputTokens: outputTokens.total,
        }),
      );
      return { ...answer, calls: answer.calls.map(withArgumentsAsWritten) };
    },
  };
}

function versionedBaseUrl(baseUrl: string | undefined): string {
  const trimmed = (baseUrl ?? defaultBaseUrl).replace(/\/+$/, '');
  return trimmed.endsWith('/v1') ? trimmed : `${trimmed}/v1`;
}

/** Marks the system message (and the tools before it) for the cache. */
function withCacheMark(prompt: LanguageModelV4Prompt): LanguageModelV4Prompt {
  return prompt.map((message) =>
    message.role === 'system'
      ? { ...message, providerOptions: { anthropic: { cacheControl: { type: 'ephemeral' } } } }
      : message,
  );
}

/** The SDK encodes the wire's input value again: arguments that came as a bare string are what the model wrote. */
function withArgumentsAsWritten<Call extends { readonly argumentsText: string }>(call: Call): Call {
  if (!call.argumentsText.startsWith('"')) return call;
  const value: unknown = JSON.parse(call.argumentsText);
  return typeof value === 'string' ? { ...call, argumentsText: value } : call;
}
