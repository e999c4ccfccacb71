import { parseModelId } from '../core/model/model-id.ts';
import { modelIdForms, providerNames } from '../models/provider-families.ts';

export type ModelIdCheck =
  | { readonly kind: 'ok' }
  | { readonly kind: 'malformed' | 'no-adapter'; readonly message: string };

/** Check that a model id is `provider:model` with a provider that this version can call. */
export function checkModelId(id: string): ModelIdCheck {
  const shown = JSON.stringify(id.length > 100 ? `${id.slice(0, 99)}…` : id);
  const parsed = parseModelId(id);
  if (parsed === undefined)
    return { kind: 'malformed', message: `model ${shown} is malformed; write ${modelIdForms()}` };
  if (providerNames.includes(parsed.provider)) return { kind: 'ok' };
  return {
    kind: 'no-adapter',
    message: `model ${shown}: provider ${parsed.provider} is unknown; use ${modelIdForms()}`,
  };
}
