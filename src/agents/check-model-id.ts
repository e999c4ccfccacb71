import { parseModelId } from '../core/model/model-id.ts';
import { boundedText } from '../core/values/bounded-text.ts';
import { modelIdForms, providerNames } from '../models/provider-families.ts';

export type ModelIdCheck =
  | { readonly kind: 'ok' }
  | { readonly kind: 'malformed' | 'no-adapter'; readonly message: string };

const shownChars = { chars: 100 };

/** Check that a model id is `provider:model` with a provider that this version can call. */
export function checkModelId(id: string): ModelIdCheck {
  const shown = JSON.stringify(boundedText(id, shownChars));
  const parsed = parseModelId(id);
  if (parsed === undefined)
    return { kind: 'malformed', message: `model ${shown} is malformed; write ${modelIdForms()}` };
  if (providerNames.includes(parsed.provider)) return { kind: 'ok' };
  return {
    kind: 'no-adapter',
    message: `model ${shown}: provider ${boundedText(parsed.provider, shownChars)} is unknown; use ${modelIdForms()}`,
  };
}
