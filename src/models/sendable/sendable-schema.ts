import { sha256Hex } from '../../core/values/digest.ts';
import { isJsonObject, type Json, type JsonObject } from '../../core/values/json.ts';
import { wellFormedJson } from '../../core/values/well-formed-json.ts';
import { inNewDraft, looksAround } from './in-new-draft.ts';
import { withNote } from './schema-note.ts';
import { withoutTopComposition } from './top-composition.ts';
import type { SchemaRules } from './wire-rules.ts';

/** A tool's schema as a wire takes it. */
export interface SendableSchema {
  readonly schema: JsonObject;
  /** Fields that have other names on the wire: theirs by ours. */
  readonly fieldNames: ReadonlyMap<string, string>;
}

/**
 * Write a tool's input schema so that the provider takes it: draft 2020-12, one object at the top, no keyword that is
 * known to be refused.
 *
 * What has no other form is left out and told in the description. The result takes everything that the schema takes, and
 * maybe more: a call's arguments are checked against the schema itself.
 */
export function sendableSchema(schema: JsonObject, rules: SchemaRules): SendableSchema {
  const root = wellFormedJson(schema);
  const conversion: Conversion = {
    root,
    rules,
    fieldNames: new Map(),
    hoisted: new Map(),
    isRebased: isRebased(root),
  };
  const top = convertObject(withoutTopComposition(root), conversion);
  const defs: JsonObject = { ...(isJsonObject(top['$defs']) ? top['$defs'] : {}) };
  // Converting one may find references to others.
  for (const [pointer, name] of conversion.hoisted) {
    const target = resolvePointer(root, pointer);
    defs[name] = convert(target ?? {}, conversion);
  }
  return {
    schema: {
      ...top,
      type: 'object',
      properties: isJsonObject(top['properties']) ? top['properties'] : {},
      ...(Object.keys(defs).length > 0 && { $defs: defs }),
    },
    fieldNames: conversion.fieldNames,
  };
}

interface Conversion {
  readonly root: JsonObject;
  readonly rules: SchemaRules;
  readonly fieldNames: Map<string, string>;
  /** Targets of references that lead elsewhere than to a definition: their new names by pointer. */
  readonly hoisted: Map<string, string>;
  /** Whether pointers of some part are not read from the root. */
  readonly isRebased: boolean;
}

/** Names of a schema's own, and what only validators read. */
const leftOut = new Set([
  '$schema',
  '$id',
  'id',
  '$anchor',
  '$dynamicAnchor',
  '$dynamicRef',
  '$recursiveAnchor',
  '$recursiveRef',
  '$vocabulary',
  '$comment',
  'additionalItems',
]);
const oneSchema = new Set([
  'items',
  'additionalProperties',
  'unevaluatedItems',
  'unevaluatedProperties',
  'not',
  'if',
  'then',
  'else',
  'contains',
]);
const listOfSchemas = new Set(['allOf', 'anyOf', 'oneOf', 'prefixItems']);
const schemasByName = new Set([
  '$defs',
  'definitions',
  'patternProperties',
  'dependentSchemas',
  'properties',
]);

function convert(schema: Json, conversion: Conversion): JsonObject {
  if (schema === false) return { not: {} };
  return isJsonObject(schema) ? convertObject(schema, conversion) : {};
}

function convertObject(written: JsonObject, conversion: Conversion): JsonObject {
  const { schema, notes } = inNewDraft(written, conversion.rules);
  const sent: [string, Json][] = [];
  for (const [keyword, value] of Object.entries(schema)) {
    if (leftOut.has(keyword)) continue;
    sent.push([keyword, convertKeyword(keyword, value, conversion)]);
  }
  const converted = Object.fromEntries(sent.filter(([, value]) => value !== dropped));
  return withNote(converted, notes);
}

/** Stands for a keyword that goes out without a value. Compared by reference. */
const dropped: Json = [];

function convertKeyword(keyword: string, value: Json, conversion: Conversion): Json {
  if (keyword === '$ref') return convertReference(value, conversion) ?? dropped;
  if (oneSchema.has(keyword)) {
    // Whether more is allowed may be a plain yes or no everywhere.
    const isFlag = typeof value === 'boolean' && /^(?:additional|unevaluated)/.test(keyword);
    return isFlag ? value : convert(value, conversion);
  }
  if (listOfSchemas.has(keyword)) {
    return Array.isArray(value) && value.length > 0
      ? value.map((member) => convert(member, conversion))
      : dropped;
  }
  if (schemasByName.has(keyword)) return convertMembers(keyword, value, conversion);
  if (keyword === 'required') {
    return Array.isArray(value) ? [...new Set(value)].map((name) => fieldName(name, conversion)) : dropped;
  }
  if (keyword === 'dependentRequired' && isJsonObject(value)) {
    return Object.fromEntries(
      Object.entries(value).map(([name, needed]) => [
        fieldName(name, conversion) as string,
        Array.isArray(needed) ? needed.map((one) => fieldName(one, conversion)) : needed,
      ]),
    );
  }
  return value;
}

function convertMembers(keyword: string, members: Json, conversion: Conversion): Json {
  if (!isJsonObject(members)) return dropped;
  const namesFields = keyword === 'properties' || keyword === 'dependentSchemas';
  return Object.fromEntries(
    Object.entries(members)
      .filter(([name]) => keyword !== 'patternProperties' || !looksAround(name))
      .map(([name, member]) => {
        const converted = convert(member, conversion);
        if (!namesFields) return [name, converted];
        const outward = fieldName(name, conversion) as string;
        const note = outward === name ? [] : [`Stands for the field ${JSON.stringify(name)}.`];
        return [outward, withNote(converted, note)];
      }),
  );
}

/** A field's name on the wire: readable, and no field of any schema has it by chance. */
function fieldName(name: Json, { rules, fieldNames }: Conversion): Json {
  if (typeof name !== 'string' || rules.fieldName === undefined || rules.fieldName.test(name)) return name;
  const outward = `${name.replaceAll(/[^A-Za-z0-9_.-]/gu, '_').slice(0, 48)}_${sha256Hex(name).slice(0, 8)}`;
  fieldNames.set(name, outward);
  return outward;
}

/** Only references within the schema are taken; those into its midst lead to a definition of their own. */
function convertReference(reference: Json, conversion: Conversion): Json | undefined {
  if (typeof reference !== 'string' || !reference.startsWith('#') || conversion.isRebased) return undefined;
  if (reference === '#') return '#';
  if (resolvePointer(conversion.root, reference) === undefined) return undefined;
  if (/^#\/(?:\$defs|definitions)\/[A-Za-z0-9_.-]+$/.test(reference)) return reference;
  const known = conversion.hoisted.get(reference);
  const name = known ?? `part_${sha256Hex(reference).slice(0, 8)}`;
  conversion.hoisted.set(reference, name);
  return `#/$defs/${name}`;
}

function resolvePointer(root: JsonObject, pointer: string): Json | undefined {
  if (!pointer.startsWith('#/')) return undefined;
  let at: Json | undefined = root;
  for (const part of pointer.slice(2).split('/')) {
    const key = decoded(part).replaceAll('~1', '/').replaceAll('~0', '~');
    if (typeof at !== 'object' || at === null || !Object.hasOwn(at, key)) return undefined;
    at = (at as JsonObject)[key];
  }
  return at;
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}

function isRebased(root: JsonObject): boolean {
  const inner = (value: Json): boolean =>
    typeof value === 'object' &&
    value !== null &&
    (Array.isArray(value) ? value : Object.values(value)).some(
      (member) => (isJsonObject(member) && typeof member['$id'] === 'string') || inner(member),
    );
  return inner(root);
}
