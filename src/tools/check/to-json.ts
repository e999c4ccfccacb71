import type { Json } from '../../core/values/json.ts';
import { describePath } from '../../reports/describe-issues.ts';

export type ToJsonResult =
  | { readonly kind: 'ok'; readonly value: Json }
  /** `found` names the path and what stands there: `at is a Date`. */
  | { readonly kind: 'not-json'; readonly found: string };

/**
 * Copy a value as plain JSON, or say what in it JSON would lose or change.
 *
 * Nulls and numbers stay as they are; undefined members count as absent; half a surrogate pair in a text or a name
 * becomes U+FFFD. Refused: undefined elsewhere, dates and other class instances, functions, symbols, bigints, NaN and
 * infinities, cycles, more than 100 levels, what throws when it is read. Never throws.
 */
export function toJson(value: unknown): ToJsonResult {
  try {
    return { kind: 'ok', value: copy(value, [], new Set()) };
  } catch (error) {
    return {
      kind: 'not-json',
      found: error instanceof NotJson ? error.message : 'the output cannot be read',
    };
  }
}

class NotJson extends Error {}

function copy(value: unknown, path: readonly PropertyKey[], above: ReadonlySet<object>): Json {
  if (value === null || typeof value === 'boolean') return value;
  if (typeof value === 'string') return value.toWellFormed();
  if (typeof value === 'number' && Number.isFinite(value)) return value;
  if (typeof value !== 'object')
    return refuse(path, typeof value === 'number' ? String(value) : describeType(value));
  if (above.has(value)) return refuse(path, 'a part of itself (a cycle)');
  if (path.length > 100) return refuse([], 'nested more than 100 levels deep');
  const within = new Set(above).add(value);
  if (Array.isArray(value)) return Array.from(value, (item, i) => copy(item, [...path, i], within));
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype !== null && Object.getPrototypeOf(prototype) !== null) {
    return refuse(path, `a ${value.constructor?.name || 'class instance'}`);
  }
  return Object.fromEntries(
    Object.entries(value)
      .filter(([, member]) => member !== undefined)
      .map(([key, member]) => [key.toWellFormed(), copy(member, [...path, key], within)]),
  );
}

function describeType(value: unknown): string {
  return value === undefined ? 'undefined' : `a ${typeof value}`;
}

function refuse(path: readonly PropertyKey[], what: string): never {
  throw new NotJson(`${path.length === 0 ? 'the output' : describePath(path)} is ${what}`);
}
