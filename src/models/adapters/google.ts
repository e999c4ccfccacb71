import { createGoogle } from '@ai-sdk/google';
import type { ModelPort, ProviderAccess } from '../model-port.ts';
import { callLanguageModel } from './call-language-model.ts';
import { fromLanguageModelResult, tokenUsage } from './from-language-model-result.ts';
import { wireFetch } from './on-the-wire.ts';
import { openWithUser } from './open-with-user.ts';
import { requestSettings } from './request-settings.ts';
import { toLanguageModelPrompt, toLanguageModelTools } from './to-language-model-prompt.ts';

const officialBaseUrl = 'https://generativelanguage.googleapis.com';

/**
 * Speak Google's Gemini API (`generateContent`). One HTTP attempt a call.
 *
 * `baseUrl` may end in the API's version or not, as the official clients and the AI SDK disagree on it. The signatures
 * that Gemini puts on its thoughts are not kept between calls; the SDK sends the documented stand-in for them.
 */
export function createGooglePort(access: ProviderAccess): ModelPort {
  const baseURL = versionedBaseUrl(access.baseUrl);
  return {
    async generate(request) {
      const provider = createGoogle({ apiKey: access.apiKey, baseURL, fetch: fetchOnce() });
      const result = await callLanguageModel(
        provider(request.model),
        {
          prompt: openWithUser(toLanguageModelPrompt(request.instructions, request.messages)),
          tools: toLanguageModelTools(request.tools),
          maxOutputTokens: request.maxOutputTokens,
          abortSignal: request.signal,
          ...requestSettings(request),
        },
        request.onText,
      );
      return fromLanguageModelResult(result, reportedUsage(result.usage.raw));
    },
  };
}

function versionedBaseUrl(baseUrl: string | undefined): string {
  const trimmed = (baseUrl ?? officialBaseUrl).replace(/\/+$/, '');
  return /\/v\d+[a-z]*\d*$/.test(trimmed) ? trimmed : `${trimmed}/v1beta`;
}

/** The SDK goes on by itself where Gemini cuts a long answer: requests that nobody reserved money for. */
function fetchOnce(): typeof fetch {
  let used = false;
  return (input, init) => {
    if (used) {
      throw Object.assign(
        new Error('the answer is longer than Gemini gives in one request; lower maxOutputTokens'),
        { name: 'AI_InvalidResponseDataError' },
      );
    }
    used = true;
    return wireFetch(input, init);
  };
}

/** Google leaves out a count of zero, so an answer without output tokens is one whose total says so. */
function reportedUsage(raw: unknown) {
  const usage = (raw ?? {}) as Record<string, unknown>;
  const asked = sum(usage['promptTokenCount'], usage['toolUsePromptTokenCount'] ?? 0);
  const total = usage['totalTokenCount'];
  const made =
    usage['candidatesTokenCount'] === undefined && typeof total === 'number' && asked !== undefined
      ? total - asked
      : sum(usage['candidatesTokenCount'], usage['thoughtsTokenCount'] ?? 0);
  return tokenUsage({
    inputTokens: asked,
    cachedInputTokens: usage['cachedContentTokenCount'],
    cacheWriteTokens: 0,
    outputTokens: made,
  });
}

function sum(one: unknown, other: unknown): number | undefined {
  return typeof one === 'number' && typeof other === 'number' ? one + other : undefined;
}
