import { z } from 'zod';
import type { JsonObject } from '../../core/values/json.ts';

/**
 * Turn a tool's input schema into the JSON Schema that the model gets.
 *
 * Draft 2020-12, which Anthropic validates against and OpenAI reads; `$schema` is left out, neither needs it.
 *
 * @throws Error when a part has no JSON Schema (a date, a bigint, a map) or the whole is not one object type,
 * which is all that the providers accept at the top.
 */
export function toolJsonSchema(input: z.ZodType): JsonObject {
  const { $schema: _, ...schema } = JSON.parse(
    JSON.stringify(z.toJSONSchema(input, { target: 'draft-2020-12', io: 'input' })),
  ) as JsonObject;
  if (schema.type !== 'object') {
    throw new Error(`it is ${describeTop(schema)}, and models take one object of named fields`);
  }
  return schema;
}

function describeTop(schema: JsonObject): string {
  if ('anyOf' in schema || 'oneOf' in schema) return 'a union';
  if ('allOf' in schema) return 'an intersection';
  if (typeof schema.type === 'string') return `of type ${schema.type}`;
  return 'not limited to a type';
}
