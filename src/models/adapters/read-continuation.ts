import type { LanguageModelV4Content } from '@ai-sdk/provider';
import type { ContinuationPart } from '../../core/context/continuation.ts';
import { given } from '../../core/values/given.ts';
import type { JsonObject } from '../../core/values/json.ts';

/** Picks what of a part's metadata has to come back with it, as it is handed to the SDK; nothing where nothing has. */
export type PickSealed = (metadata: JsonObject, part: LanguageModelV4Content) => JsonObject | undefined;

/**
 * Read what has to come back with an answer, with the order in which it stood.
 *
 * Undefined where there is nothing of the kind. `not-whole` where some of the reasoning can come back and some cannot: a
 * provider takes all of it or none.
 */
export function readContinuation(
  content: readonly LanguageModelV4Content[],
  provider: string,
  pick: PickSealed,
): readonly ContinuationPart[] | 'not-whole' | undefined {
  const parts: ContinuationPart[] = [];
  let lost = false;
  for (const part of content) {
    const metadata = 'providerMetadata' in part ? part.providerMetadata?.[provider] : undefined;
    const picked = metadata && pick(metadata as JsonObject, part);
    const sealed = picked && { [provider]: picked };
    if (part.type === 'reasoning') {
      if (sealed) parts.push({ kind: 'reasoning', text: part.text, sealed });
      else lost = true;
    } else if (part.type === 'text') {
      parts.push({ kind: 'text', chars: part.text.length, ...given({ sealed }) });
    } else if (part.type === 'tool-call' && part.providerExecuted !== true) {
      parts.push({ kind: 'call', ...given({ sealed }) });
    }
  }
  if (!parts.some((part) => 'sealed' in part)) return undefined;
  return lost ? 'not-whole' : parts;
}

/** The fields of those names that are there. */
export function pickFields(metadata: JsonObject, names: readonly string[]): JsonObject | undefined {
  const found = names.flatMap((name) => {
    const value = metadata[name];
    return value === undefined || value === null ? [] : [[name, value] as const];
  });
  return found.length === 0 ? undefined : Object.fromEntries(found);
}
