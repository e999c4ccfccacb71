import { type Fields, fieldsOf } from '../values/fields-of.ts';
import type { Json } from '../values/json.ts';

export function isText(value: unknown): value is string {
  return typeof value === 'string';
}

/** Whether an output is of one of some kinds, with what belongs to that kind. */
export function isOneOf(output: Json, kinds: Readonly<Record<string, (fields: Fields) => boolean>>): boolean {
  const fields = fieldsOf(output);
  const { kind } = fields;
  return isText(kind) && Object.hasOwn(kinds, kind) && kinds[kind]?.(fields) === true;
}

/** How a tool, or a look, refuses. */
export function isRefusal({ error }: Fields): boolean {
  return isText(fieldsOf(error)['message']) && isText(fieldsOf(error)['type']);
}
