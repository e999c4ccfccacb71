import type { Json, JsonObject } from '../../core/values/json.ts';

/** Rename fields of a value, at every depth. */
export function renameFields(value: JsonObject, names: ReadonlyMap<string, string>): JsonObject {
  return names.size === 0 ? value : (renamed(value, names) as JsonObject);
}

function renamed(value: Json, names: ReadonlyMap<string, string>): Json {
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map((item) => renamed(item, names));
  return Object.fromEntries(
    Object.entries(value).map(([field, member]) => [names.get(field) ?? field, renamed(member, names)]),
  );
}

/**
 * Rename fields in a JSON text that a model wrote, maybe a malformed one. Everything else stays as it was written, to
 * the last digit of a number.
 */
export function renameFieldsInText(text: string, names: ReadonlyMap<string, string>): string {
  if (names.size === 0) return text;
  return text.replaceAll(/"(?:[^"\\]|\\.)*"/gs, (literal, at: number) => {
    const name = isBeforeColon(text, at + literal.length) ? names.get(literal.slice(1, -1)) : undefined;
    return name === undefined ? literal : JSON.stringify(name);
  });
}

function isBeforeColon(text: string, from: number): boolean {
  const colon = /\s*:/y;
  colon.lastIndex = from;
  return colon.test(text);
}
