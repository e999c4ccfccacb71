import type { JsonObject } from '../../core/values/json.ts';

const maxChars = 1_000;

/** Tell in a schema's description what it does not say in keywords. */
export function withNote(schema: JsonObject, notes: readonly string[]): JsonObject {
  if (notes.length === 0) return schema;
  const { description } = schema;
  const told = notes.map((note) => (note.length > maxChars ? `${note.slice(0, maxChars)}…` : note));
  const text = [...(typeof description === 'string' && description !== '' ? [description] : []), ...told];
  return { ...schema, description: text.join('\n').toWellFormed() };
}
