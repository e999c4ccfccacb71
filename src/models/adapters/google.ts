import { createGoogle } from '@ai-sdk/google';
import type { LanguageModelV4Content } from '@ai-sdk/provider';
import type { JsonObject } from '../../core/values/json.ts';
import type { ProviderAccess, WirePort } from '../model-port.ts';
import { sendableRequest } from '../sendable/sendable-request.ts';
import { wireRules } from '../sendable/wire-rules.ts';
import { callLanguageModel } from './call-language-model.ts';
import { fromLanguageModelResult } from './from-language-model-result.ts';
import { openWithUser } from './open-with-user.ts';
import { pickFields, readContinuation } from './read-continuation.ts';
import { requestSettings } from './request-settings.ts';
import { toLanguageModelPrompt, toLanguageModelTools } from './to-language-model-prompt.ts';
import { googleReader } from './wire/google-reader.ts';
import { wireFetch } from './wire/wire-fetch.ts';

const officialBaseUrl = 'https://generativelanguage.googleapis.com';

/**
 * Speak Google's Gemini API (`generateContent`). One HTTP attempt a call.
 *
 * `baseUrl` may end in the API's version or not, as the official clients and the AI SDK disagree on it. The signatures
 * that Gemini puts on its thoughts come back with what they sign; where they cannot, the SDK sends the documented stand-in.
 */
export function createGooglePort(access: ProviderAccess): WirePort {
  const baseURL = versionedBaseUrl(access.baseUrl);
  return {
    async generate(request, send) {
      const reader = googleReader();
      const provider = createGoogle({
        apiKey: access.apiKey,
        baseURL,
        fetch: wireFetch(reader, once(send)),
      });
      const sent = sendableRequest(request, wireRules.google);
      const result = await callLanguageModel(
        provider(request.model),
        {
          prompt: openWithUser(toLanguageModelPrompt(sent.instructions, sent.messages, request.files)),
          tools: toLanguageModelTools(sent.tools),
          maxOutputTokens: request.maxOutputTokens,
          abortSignal: request.signal,
          ...requestSettings(request, sent),
        },
        request.onText,
      );
      return fromLanguageModelResult(result, {
        facts: reader.facts(),
        readCall: sent.readCall,
        continuation: readContinuation(result.content.filter(isNoBareThought), 'google', pickSignature),
      });
    },
  };
}

/** A thought without a signature is for people to read: Gemini does not ask for it again. */
function isNoBareThought(part: LanguageModelV4Content): boolean {
  return part.type !== 'reasoning' || part.providerMetadata?.['google']?.['thoughtSignature'] != null;
}

function pickSignature(metadata: JsonObject): JsonObject | undefined {
  return pickFields(metadata, ['thoughtSignature']);
}

function versionedBaseUrl(baseUrl: string | undefined): string {
  const trimmed = (baseUrl ?? officialBaseUrl).replace(/\/+$/, '');
  return /\/v\d+[a-z]*\d*$/.test(trimmed) ? trimmed : `${trimmed}/v1beta`;
}

/** The SDK goes on by itself where Gemini cuts a long answer: requests that nobody reserved money for. */
function once(send: typeof fetch): typeof fetch {
  let used = false;
  return (input, init) => {
    if (used) {
      throw Object.assign(
        new Error('the answer is longer than Gemini gives in one request; lower maxOutputTokens'),
        { name: 'AI_InvalidResponseDataError' },
      );
    }
    used = true;
    return send(input, init);
  };
}
