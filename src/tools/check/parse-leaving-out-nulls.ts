import type { z } from 'zod';
import type { Json, JsonObject } from '../../core/values/json.ts';
import { describePath } from '../../reports/describe-issues.ts';

/** Of fields left out one after another, each of which may show the next. */
const maxRounds = 8;

/**
 * Parse arguments; where a field is null and its schema takes no null, as if the field were not there.
 *
 * Only where that makes them fit: a field that must be there is refused as what was written. `leftOut` names the fields.
 * Throws what the schema throws.
 */
export function parseLeavingOutNulls(
  schema: z.ZodType,
  args: JsonObject,
): { readonly result: z.ZodSafeParseResult<unknown>; readonly leftOut: readonly string[] } {
  const asWritten = schema.safeParse(args);
  const leftOut: string[] = [];
  let result = asWritten;
  let present = args;
  for (let round = 0; !result.success && round < maxRounds; round++) {
    const nulls = result.error.issues.flatMap(pathsOf).filter((path) => isNullField(present, path));
    if (nulls.length === 0) break;
    present = nulls.reduce(withoutField, present);
    leftOut.push(...nulls.map((path) => describePath(path)));
    result = schema.safeParse(present);
  }
  return result.success ? { result, leftOut: [...new Set(leftOut)] } : { result: asWritten, leftOut: [] };
}

/** Where an issue points to, and where the issues of its alternatives do. */
function pathsOf(issue: z.core.$ZodIssue): readonly (readonly PropertyKey[])[] {
  if (issue.code !== 'invalid_union') return [issue.path];
  const inner = issue.errors.flat().flatMap(pathsOf);
  return [issue.path, ...inner.map((path) => [...issue.path, ...path])];
}

function isNullField(args: JsonObject, path: readonly PropertyKey[]): boolean {
  let parent: Json | undefined;
  let value: Json | undefined = args;
  for (const key of path) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, key)) return false;
    parent = value;
    value = (value as Record<PropertyKey, Json>)[key];
  }
  return value === null && parent !== undefined && !Array.isArray(parent);
}

function withoutField(args: JsonObject, path: readonly PropertyKey[]): JsonObject {
  const copy = structuredClone(args);
  const parent = path
    .slice(0, -1)
    .reduce<Json | undefined>((value, key) => (value as Record<PropertyKey, Json> | undefined)?.[key], copy);
  const last = path.at(-1);
  if (last !== undefined && typeof parent === 'object' && parent !== null)
    Reflect.deleteProperty(parent, last);
  return copy;
}
