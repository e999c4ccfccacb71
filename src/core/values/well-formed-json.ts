import type { Json } from './json.ts';

/**
 * Make every text and every name of a field in a JSON value well formed: half a surrogate pair becomes U+FFFD.
 *
 * Such halves can be written as JSON and cannot be sent: providers refuse the request, encoders the message. Gives the
 * same reference where there are none. Of fields that get the same name the last stays.
 */
export function wellFormedJson<Value>(value: Value): Value {
  return isWellFormedJson(value) ? value : (repaired(value as Json) as Value);
}

/** Whether all texts in a value are well formed, those that JSON leaves out aside. */
export function isWellFormedJson(value: unknown): boolean {
  // JSON.stringify escapes lone surrogates. The search for escapes is quick; a hit may be a text that spells one.
  const json = JSON.stringify(value);
  return json === undefined || !/\\ud[89a-f]/.test(json) || !hasLoneSurrogate(JSON.parse(json));
}

function hasLoneSurrogate(value: unknown): boolean {
  if (typeof value === 'string') return !value.isWellFormed();
  if (typeof value !== 'object' || value === null) return false;
  return Object.entries(value).some(([key, member]) => !key.isWellFormed() || hasLoneSurrogate(member));
}

function repaired(value: Json): Json {
  if (typeof value === 'string') return value.toWellFormed();
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map(repaired);
  return Object.fromEntries(
    Object.entries(value).map(([key, member]) => [key.toWellFormed(), repaired(member)]),
  );
}
