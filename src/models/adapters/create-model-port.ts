import type { OutputLimitField } from '../../core/charter/model-options.ts';
import { parseModelId } from '../../core/model/model-id.ts';
import { failureTypes } from '../../core/values/failure-types.ts';
import { given } from '../../core/values/given.ts';
import { withoutSecrets } from '../errors/without-secrets.ts';
import type { ModelAnswer, ModelPort, ProviderAccess, WirePort } from '../model-port.ts';
import {
  findProviderFamily,
  modelIdForms,
  type ProviderFamily,
  providerNames,
} from '../provider-families.ts';
import { baseUrlFault, keyFault } from '../provider-variables.ts';
import { onTheWire, unsentOnTheWire } from './on-the-wire.ts';

export type ModelPortLookup =
  | {
      readonly kind: 'ready';
      readonly port: ModelPort;
      readonly model: string;
      /** What its requests carry and no text may: to be taken out of whatever is told of an error. */
      readonly secrets: readonly string[];
    }
  | {
      readonly kind: 'problem';
      readonly type: typeof failureTypes.providerNotConfigured;
      readonly message: string;
      /** The variable to set, where one would mend it. */
      readonly variable?: string;
    };

type Env = Readonly<Record<string, string | undefined>>;

/**
 * Give a function that finds the port behind a `provider:model` id, from the variables of this process.
 *
 * Ports are made once each, and those of the providers that have a key load their SDKs at once. Never throws: an
 * unknown provider, a missing or broken key or base URL is a problem of type `run.provider-not-configured` that
 * names what to set.
 */
export function createModelPort(env: Env): (modelId: string) => ModelPortLookup {
  const ports = new Map<string, ModelPort>();

  const find = (provider: string, model: string): ModelPortLookup => {
    const modelId = `${provider}:${model}`;
    const family = findProviderFamily(provider);
    if (family === undefined) return notServed(modelId);
    const access = readAccess(family, env, modelId);
    if ('kind' in access) return access;
    const port = ports.get(provider) ?? loadedLater(family.openPort(access), [access.apiKey]);
    ports.set(provider, port);
    return { kind: 'ready', port, model, secrets: [access.apiKey] };
  };
  // Some tenths of a second each, for which no call shall wait.
  for (const provider of providerNames) find(provider, 'any');

  return (modelId) => {
    const parsed = parseModelId(modelId);
    return parsed === undefined ? notServed(modelId) : find(parsed.provider, parsed.model);
  };
}

type Problem = Extract<ModelPortLookup, { kind: 'problem' }>;

function readAccess(
  { keyVariable, baseUrlVariable }: ProviderFamily,
  env: Env,
  modelId: string,
): ProviderAccess | Problem {
  const apiKey = env[keyVariable]?.trim();
  if (!apiKey) {
    return problem(
      `${modelId} needs a key and ${keyVariable} is not set in the worker's environment. ` +
        'Set it and start the worker again.',
      keyVariable,
    );
  }
  const badKey = keyFault(apiKey);
  if (badKey !== undefined) {
    return problem(
      `${modelId} cannot be reached: ${keyVariable} ${badKey}. Set it anew and start the worker again.`,
      keyVariable,
    );
  }
  const baseUrl = env[baseUrlVariable]?.trim() || undefined;
  const badUrl = baseUrl === undefined ? undefined : baseUrlFault(baseUrl);
  if (badUrl !== undefined) {
    return problem(
      `${modelId} cannot be reached: ${baseUrlVariable} ${badUrl}. ` +
        'Set it anew, or unset it to use the provider itself.',
      baseUrlVariable,
    );
  }
  return { apiKey, baseUrl };
}

/** A port whose adapter loads meanwhile; its first call waits for that. */
function loadedLater(opening: Promise<WirePort>, secrets: readonly string[]): ModelPort {
  // Every call awaits it; until one does, a failure must not count as unhandled.
  opening.catch(() => {});
  // What a server was found to want, by model.
  const learned = new Map<string, OutputLimitField>();
  return {
    generate: async (request) => toldWithout(secrets, await onTheWire(request, learned, await opening)),
    unsent: async (request) => unsentOnTheWire(request, await opening),
  };
}

/** Some providers send the key back. What the model itself wrote stays as it is. */
function toldWithout(secrets: readonly string[], answer: ModelAnswer): ModelAnswer {
  const { ending, inexact, servedTier, text } = answer;
  return {
    ...answer,
    ...withoutSecrets(given({ ending, inexact, servedTier }), secrets),
    // In place of a text that was withheld, the provider's own.
    ...(ending.kind === 'refused' ? { text: withoutSecrets(text, secrets) } : {}),
  };
}

function notServed(modelId: string): Problem {
  return problem(`No provider serves the model id ${JSON.stringify(modelId)}. Use ${modelIdForms()}.`);
}

function problem(message: string, variable?: string): Problem {
  return {
    kind: 'problem',
    type: failureTypes.providerNotConfigured,
    message,
    ...given({ variable }),
  };
}
