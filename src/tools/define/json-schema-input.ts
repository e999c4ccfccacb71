import { z } from 'zod';
import { given } from '../../core/values/given.ts';
import { isJsonObject, type Json, type JsonObject } from '../../core/values/json.ts';
import { compileJsonSchema } from './compile-json-schema.ts';

/**
 * Take a JSON Schema that somebody else wrote as the input of a tool: `input: jsonSchemaInput({ type: 'object', … })`.
 *
 * The model is shown the schema; its arguments are checked against it and handed on as they are. Objects that name
 * their properties take no others, also where the schema does not say so: an argument that nobody reads is a mistake
 * that the model should hear of. Objects that are put together from several schemas stay as they are.
 *
 * @throws Error when the schema cannot be read, or is not that of an object.
 */
export function jsonSchemaInput(schema: JsonObject): z.ZodType<JsonObject> {
  if (schema.type !== 'object') {
    throw new Error(`the schema is of type ${JSON.stringify(schema.type)}; the input of a tool is an object`);
  }
  // An id without $ names nothing since draft 6; the checker refuses it, and zod gives it a meaning of its own.
  const { $schema, id: _, ...shown } = closeObjects(schema) as JsonObject;
  const check = compileJsonSchema({ ...given({ $schema }), ...shown });
  return z
    .unknown()
    .check(({ value, issues }) => {
      for (const { path, message } of check(value)) {
        issues.push({ code: 'custom', path: [...path], message, input: value });
      }
    })
    .meta(shown) as z.ZodType as z.ZodType<JsonObject>;
}

/** Keywords by which other schemas have a say in an object's properties. */
const composing = [
  '$ref',
  '$dynamicRef',
  'allOf',
  'anyOf',
  'oneOf',
  'if',
  'dependentSchemas',
  'dependencies',
];

/** Close objects where their properties are all in sight. */
function closeObjects(schema: Json): Json {
  if (typeof schema !== 'object' || schema === null || Array.isArray(schema)) return schema;
  const { properties, items, prefixItems } = schema;
  const isWhole =
    isJsonObject(properties) &&
    !('additionalProperties' in schema || 'unevaluatedProperties' in schema) &&
    !composing.some((keyword) => keyword in schema);
  return {
    ...schema,
    ...(isJsonObject(properties) && { properties: eachOf(properties) }),
    ...(isJsonObject(items) && { items: closeObjects(items) }),
    ...(Array.isArray(prefixItems) && { prefixItems: prefixItems.map(closeObjects) }),
    ...(isWhole && { additionalProperties: false }),
  };
}

function eachOf(properties: JsonObject): JsonObject {
  return Object.fromEntries(Object.entries(properties).map(([name, schema]) => [name, closeObjects(schema)]));
}
