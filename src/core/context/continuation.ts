import { type JsonObject, jsonBytes } from '../values/json.ts';
import { isWellFormedJson } from '../values/well-formed-json.ts';

/**
 * What a provider gave beside an answer and wants back with it, byte for byte: reasoning, sealed or signed.
 *
 * Opaque: it is kept in the history and in the head digest, goes back to the very model that it is of, and is never
 * shown, logged, traced or searched.
 */
export interface Continuation {
  /** `provider:model`. */
  readonly model: string;
  /** In the order of the answer; absent where it could not be kept whole. */
  readonly parts?: readonly ContinuationPart[];
}

/** A piece of an answer, with what the provider sealed it with. Text and calls are those of the message, in order. */
export type ContinuationPart =
  | { readonly kind: 'reasoning'; readonly text: string; readonly sealed: JsonObject }
  | { readonly kind: 'text'; readonly chars: number; readonly sealed?: JsonObject }
  | { readonly kind: 'call'; readonly sealed?: JsonObject }
  /** Of the message as a whole. */
  | { readonly kind: 'message'; readonly sealed: JsonObject };

/** Of one turn, as JSON. */
const maxContinuationBytes = 64 * 1024;

/** Keep what came with an answer, or that something did that cannot be kept: too large, not whole, not well formed. */
export function keptContinuation(
  model: string,
  parts: readonly ContinuationPart[] | 'not-whole' | undefined,
): Continuation | undefined {
  if (parts === undefined) return undefined;
  const fits = parts !== 'not-whole' && jsonBytes(parts) <= maxContinuationBytes && isWellFormedJson(parts);
  return fits ? { model, parts } : { model };
}
