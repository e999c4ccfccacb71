import { createAnthropic } from '@ai-sdk/anthropic';
import type { JsonObject } from '../../core/values/json.ts';
import { BrokenStreamError } from '../errors/broken-stream-error.ts';
import type { ModelPort, ProviderAccess } from '../model-port.ts';
import { sendableRequest } from '../sendable/sendable-request.ts';
import { wireRules } from '../sendable/wire-rules.ts';
import { withCacheMarks } from './anthropic-cache-marks.ts';
import { callLanguageModel } from './call-language-model.ts';
import { fromLanguageModelResult, tokenUsage } from './from-language-model-result.ts';
import { openWithUser } from './open-with-user.ts';
import { pickFields, readContinuation } from './read-continuation.ts';
import { toLanguageModelPrompt, toLanguageModelTools } from './to-language-model-prompt.ts';

const defaultBaseUrl = 'https://api.anthropic.com';

/**
 * Speak Anthropic's Messages API. One HTTP attempt a call.
 *
 * `baseUrl` may end in `/v1` or not, as the official clients and the AI SDK disagree on it. A 200 without usage is thrown as an unreadable answer, since the SDK's schema asks for it.
 * No reasoning options: with them the SDK sends a larger `max_tokens` than was reserved.
 */
export function createAnthropicPort(access: ProviderAccess): ModelPort {
  const provider = createAnthropic({ apiKey: access.apiKey, baseURL: versionedBaseUrl(access.baseUrl) });
  return {
    async generate(request) {
      const sent = sendableRequest(request, wireRules.anthropic);
      const result = await callLanguageModel(
        provider.messages(request.model),
        {
          ...withCacheMarks(
            openWithUser(toLanguageModelPrompt(sent.instructions, sent.messages)),
            toLanguageModelTools(sent.tools),
          ),
          maxOutputTokens: request.maxOutputTokens,
          abortSignal: request.signal,
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
      return {
        ...answer,
        calls: answer.calls.map(withArgumentsAsWritten).map(sent.readCall),
        continuation: readContinuation(result.content, 'anthropic', pickThinking),
      };
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

/** The SDK encodes the wire's input value again: arguments that came as a bare string are what the model wrote. */
function withArgumentsAsWritten<Call extends { readonly argumentsText: string }>(call: Call): Call {
  if (!call.argumentsText.startsWith('"')) return call;
  const value: unknown = JSON.parse(call.argumentsText);
  return typeof value === 'string' ? { ...call, argumentsText: value } : call;
}
