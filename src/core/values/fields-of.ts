export type Fields = Readonly<Record<string, unknown>>;

/** Whether a value that came from outside is an object with members, and no list. */
export function isFields(value: unknown): value is Fields {
  return isObject(value) && !Array.isArray(value);
}

/** Whether a value that came from outside has fields at all: an object, an error, a list. */
export function isObject(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null;
}

/** The fields of a value that came from outside, of a list its items; none where it is no object. */
export function fieldsOf(value: unknown): Fields {
  return isObject(value) ? value : {};
}
