import canonicalize from 'canonicalize';
import { sha256 } from './sha256.ts';
import { isWellFormedJson } from './well-formed-json.ts';

/**
 * Hash a JSON value: SHA-256 over its canonical JSON (RFC 8785), in lower-case hex.
 *
 * Equal for values that are equal as JSON, whatever the order of their members; undefined members count as absent.
 * Total over JSON texts: strings with half a surrogate pair, which RFC 8785 refuses and models do write, are hashed too.
 *
 * @throws Error for what JSON cannot hold: undefined at the top, NaN, infinities, bigints, cycles.
 */
export function digestOf(value: unknown): string {
  return sha256Hex(canonicalJson(value));
}

/** SHA-256 of a text's UTF-8 bytes, in lower-case hex. Pure JavaScript: a workflow's sandbox has no crypto. */
export function sha256Hex(text: string): string {
  return sha256(new TextEncoder().encode(text));
}

/**
 * Write a JSON value as its one canonical text, see `digestOf`.
 *
 * A value with half a surrogate pair in it is written in an escaped form that starts with `!`.
 */
export function canonicalJson(value: unknown): string {
  const text = isWellFormedJson(value) ? canonicalize(value) : `!${canonicalize(escapeStrings(value))}`;
  if (text === undefined) throw new TypeError(`a ${typeof value} has no digest; only JSON values have one`);
  return text;
}

/** Every string as its JSON text, in which lone surrogates are plain ASCII; one-to-one, so no two values meet. */
function escapeStrings(value: unknown): unknown {
  if (typeof value === 'string') return JSON.stringify(value);
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map(escapeStrings);
  return Object.fromEntries(
    Object.entries(value).map(([key, member]) => [JSON.stringify(key), escapeStrings(member)]),
  );
}
