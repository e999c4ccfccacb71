import { isJsonObject, type JsonObject } from '../../core/values/json.ts';
import type { SchemaRules } from './wire-rules.ts';

/** Bring older forms of keywords, and those that a wire refuses, into ones that it takes. */
export function inNewDraft(written: JsonObject, rules: SchemaRules): { schema: JsonObject; notes: string[] } {
  const schema: JsonObject = { ...written };
  const notes: string[] = [];
  const leave = (keyword: string, note?: string): void => {
    delete schema[keyword];
    if (note !== undefined) notes.push(note);
  };
  const { items, additionalItems, dependencies, propertyNames, pattern } = schema;
  if (Array.isArray(items)) {
    if (items.length > 0) schema['prefixItems'] = items;
    leave('items');
    if (additionalItems !== undefined) schema['items'] = additionalItems;
  }
  for (const [bound, exclusive] of [
    ['minimum', 'exclusiveMinimum'],
    ['maximum', 'exclusiveMaximum'],
  ] as const) {
    if (typeof schema[exclusive] !== 'boolean') continue;
    const limit = schema[bound];
    if (schema[exclusive] && limit !== undefined) {
      schema[exclusive] = limit;
      leave(bound);
    } else leave(exclusive);
  }
  if (isJsonObject(dependencies)) {
    leave('dependencies');
    const all = Object.entries(dependencies);
    const fields = all.filter(([, needed]) => Array.isArray(needed));
    const schemas = all.filter(([, needed]) => !Array.isArray(needed));
    if (fields.length > 0) schema['dependentRequired'] = Object.fromEntries(fields);
    if (schemas.length > 0) schema['dependentSchemas'] = Object.fromEntries(schemas);
  }
  if (propertyNames !== undefined) {
    const saysNothing =
      propertyNames === true ||
      (isJsonObject(propertyNames) && Object.keys(propertyNames).every((keyword) => keyword === 'type'));
    leave('propertyNames', saysNothing ? undefined : `Names of fields: ${JSON.stringify(propertyNames)}.`);
  }
  if (typeof pattern === 'string' && looksAround(pattern)) {
    leave('pattern', schema['format'] === undefined ? `Matches ${pattern}` : undefined);
  }
  if (rules.itemsOfArrays) itemsInOne(schema, notes);
  return { schema, notes };
}

/** Of a tuple, what its places take together; its length and order are told. */
function itemsInOne(schema: JsonObject, notes: string[]): void {
  const { type, prefixItems, items } = schema;
  const isArray = type === 'array' || (Array.isArray(type) && type.includes('array'));
  if (Array.isArray(prefixItems)) {
    delete schema['prefixItems'];
    const more = items === undefined ? [{}] : items === false ? [] : [items];
    const all = [...prefixItems, ...more];
    schema['items'] = all.some((one) => isJsonObject(one) && Object.keys(one).length === 0)
      ? {}
      : { anyOf: all };
    notes.push(`Items in this order: ${JSON.stringify(prefixItems)}.`);
    if (items === false && schema['maxItems'] === undefined) schema['maxItems'] = prefixItems.length;
  } else if (isArray && items === undefined) schema['items'] = {};
}

/** Look-around is refused by engines that match in linear time. */
export function looksAround(pattern: string): boolean {
  return /\(\?<?[=!]/.test(pattern);
}
