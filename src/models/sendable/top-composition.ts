import { isJsonObject, type Json, type JsonObject } from '../../core/values/json.ts';
import { withNote } from './schema-note.ts';

const sayings = {
  allOf: 'All of these hold as well',
  anyOf: 'At least one of these holds as well',
  oneOf: 'Exactly one of these holds as well',
  not: 'This does not hold',
  enum: 'The whole is one of',
  const: 'The whole is',
} as const;

/**
 * Take composition from the top of a schema, where providers refuse it.
 *
 * The fields of all its parts are shown, and what holds of them is told in the description.
 */
export function withoutTopComposition(root: JsonObject): JsonObject {
  const top: JsonObject = { ...root };
  const notes: string[] = [];
  const parts: { schema: JsonObject; mustHold: boolean }[] = [];
  const { $ref } = root;
  if (typeof $ref === 'string' && $ref !== '#') {
    delete top['$ref'];
    const target = definitionOf(root, $ref);
    if (isJsonObject(target)) parts.push({ schema: target, mustHold: true });
  }
  for (const [keyword, saying] of Object.entries(sayings)) {
    const value = top[keyword];
    if (value === undefined) continue;
    delete top[keyword];
    notes.push(`${saying}: ${JSON.stringify(value)}`);
    if (!keyword.endsWith('Of') || !Array.isArray(value)) continue;
    for (const part of value) {
      const schema =
        isJsonObject(part) && typeof part['$ref'] === 'string' ? definitionOf(root, part['$ref']) : part;
      if (isJsonObject(schema)) parts.push({ schema, mustHold: keyword === 'allOf' });
    }
  }
  if (parts.length > 0) Object.assign(top, withParts(top, parts));
  return withNote(top, notes);
}

function withParts(
  top: JsonObject,
  parts: readonly { readonly schema: JsonObject; readonly mustHold: boolean }[],
): JsonObject {
  const properties: JsonObject = {};
  const required = new Set<Json>(Array.isArray(top['required']) ? top['required'] : []);
  for (const { schema, mustHold } of parts) {
    for (const [name, member] of Object.entries(
      isJsonObject(schema['properties']) ? schema['properties'] : {},
    )) {
      // What two parts say of one field may differ: the words in the description tell it.
      properties[name] = Object.hasOwn(properties, name) ? {} : member;
    }
    if (mustHold && Array.isArray(schema['required']))
      for (const name of schema['required']) required.add(name);
  }
  Object.assign(properties, isJsonObject(top['properties']) ? top['properties'] : {});
  return { properties, ...(required.size > 0 && { required: [...required] }) };
}

function definitionOf(root: JsonObject, reference: string): Json | undefined {
  const [, group, name] = /^#\/(\$defs|definitions)\/([A-Za-z0-9_.-]+)$/.exec(reference) ?? [];
  const group_ = group === undefined ? undefined : root[group];
  return isJsonObject(group_) && name !== undefined && Object.hasOwn(group_, name) ? group_[name] : undefined;
}
