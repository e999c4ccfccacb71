import { parseModelId } from '../core/model-id.ts';

/** Providers that this version has adapters for, and those that it will. */
const providers: readonly string[] = ['anthropic', 'openai-chat'];
const notBuiltYet: readonly string[] = ['openai', 'google'];

export type ModelIdCheck =
  | { readonly kind: 'ok' }
  | { readonly kind: 'malformed' | 'no-adapter'; readonly message: string };

/** Check that a model id is `provider:model` with a provider that this version can call. */
export function checkModelId(id: string): ModelIdCheck {
  const shown = JSON.stringify(id.length > 100 ? `${id.slice(0, 99)}…` : id);
  const known = providers.map((provider) => `${provider}:MODEL`).join(' or ');
  const parsed = parseModelId(id);
  if (parsed === undefined)
    return { kind: 'malformed', message: `model ${shown} is malformed; write ${known}` };
  if (providers.includes(parsed.provider)) return { kind: 'ok' };
  const why = notBuiltYet.includes(parsed.provider) ? 'is not built in this version' : 'is unknown';
  return { kind: 'no-adapter', message: `model ${shown}: provider ${parsed.provider} ${why}; use ${known}` };
}
