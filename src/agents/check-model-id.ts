import { parseModelId } from '../core/model/model-id.ts';

/** Providers that this version has adapters for. */
export const knownProviders: readonly string[] = ['anthropic', 'openai', 'openai-chat', 'google'];

export type ModelIdCheck =
  | { readonly kind: 'ok' }
  | { readonly kind: 'malformed' | 'no-adapter'; readonly message: string };

/** Check that a model id is `provider:model` with a provider that this version can call. */
export function checkModelId(id: string): ModelIdCheck {
  const shown = JSON.stringify(id.length > 100 ? `${id.slice(0, 99)}…` : id);
  const forms = knownProviders.map((provider) => `${provider}:MODEL`);
  const known = `${forms.slice(0, -1).join(', ')} or ${forms.at(-1)}`;
  const parsed = parseModelId(id);
  if (parsed === undefined)
    return { kind: 'malformed', message: `model ${shown} is malformed; write ${known}` };
  if (knownProviders.includes(parsed.provider)) return { kind: 'ok' };
  return {
    kind: 'no-adapter',
    message: `model ${shown}: provider ${parsed.provider} is unknown; use ${known}`,
  };
}
