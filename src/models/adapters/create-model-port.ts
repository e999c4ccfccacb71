import { parseModelId } from '../../core/model/model-id.ts';
import { failureTypes } from '../../core/values/failure-types.ts';
import type { ModelPort } from '../model-port.ts';
import { createAnthropicPort } from './anthropic.ts';
import { createGooglePort } from './google.ts';
import { createOpenAiPort } from './openai.ts';
import { createOpenAiChatPort } from './openai-chat.ts';

export type ModelPortLookup =
  | { readonly kind: 'ready'; readonly port: ModelPort; readonly model: string }
  | {
      readonly kind: 'problem';
      readonly type: typeof failureTypes.providerNotConfigured;
      readonly message: string;
      /** The variable to set, where one would mend it. */
      readonly variable?: string;
    };

interface ProviderFamily {
  readonly keyVariable: string;
  readonly baseUrlVariable: string;
  readonly create: (options: { apiKey: string; baseUrl?: string | undefined }) => ModelPort;
}

const families: Readonly<Record<string, ProviderFamily>> = {
  anthropic: {
    keyVariable: 'ANTHROPIC_API_KEY',
    baseUrlVariable: 'ANTHROPIC_BASE_URL',
    create: createAnthropicPort,
  },
  openai: {
    keyVariable: 'OPENAI_API_KEY',
    baseUrlVariable: 'OPENAI_BASE_URL',
    create: createOpenAiPort,
  },
  'openai-chat': {
    keyVariable: 'OPENAI_API_KEY',
    baseUrlVariable: 'OPENAI_BASE_URL',
    create: createOpenAiChatPort,
  },
  google: {
    keyVariable: 'GOOGLE_API_KEY',
    baseUrlVariable: 'GOOGLE_BASE_URL',
    create: createGooglePort,
  },
};

/**
 * Give a function that finds the port behind a `provider:model` id, from the variables of this process.
 *
 * Ports are made once each. Never throws: an unknown provider, a missing key or an unreadable base URL is a problem
 * of type `run.provider-not-configured` that names what to set.
 */
export function createModelPort(
  env: Readonly<Record<string, string | undefined>>,
): (modelId: string) => ModelPortLookup {
  const ports = new Map<string, ModelPort>();

  return (modelId) => {
    const parsed = parseModelId(modelId);
    const family =
      parsed !== undefined && Object.hasOwn(families, parsed.provider)
        ? families[parsed.provider]
        : undefined;
    if (parsed === undefined || family === undefined) {
      const known = Object.keys(families).map((name) => `${name}:MODEL`);
      return problem(
        `No provider serves the model id ${JSON.stringify(modelId)}. Use ${known.slice(0, -1).join(', ')} or ${known.at(-1)}.`,
      );
    }
    const apiKey = env[family.keyVariable]?.trim();
    if (!apiKey) {
      return problem(
        `${modelId} needs a key and ${family.keyVariable} is not set in the worker's environment. ` +
          'Set it and start the worker again.',
        family.keyVariable,
      );
    }
    const baseUrl = env[family.baseUrlVariable]?.trim() || undefined;
    if (baseUrl !== undefined && !isHttpUrl(baseUrl)) {
      return problem(
        `${modelId} cannot be reached: ${family.baseUrlVariable} is not an http(s) URL. ` +
          'Set it to one, or unset it to use the provider itself.',
        family.baseUrlVariable,
      );
    }
    const port = ports.get(parsed.provider) ?? family.create({ apiKey, baseUrl });
    ports.set(parsed.provider, port);
    return { kind: 'ready', port, model: parsed.model };
  };
}

function problem(message: string, variable?: string): ModelPortLookup {
  return {
    kind: 'problem',
    type: failureTypes.providerNotConfigured,
    message,
    ...(variable === undefined ? {} : { variable }),
  };
}

function isHttpUrl(text: string): boolean {
  return URL.canParse(text) && /^https?:$/.test(new URL(text).protocol);
}
