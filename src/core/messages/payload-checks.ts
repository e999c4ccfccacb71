import { isJsonObject, isWithinDepth, jsonBytes, utf8Bytes } from '../values/json.ts';
import { normaliseText } from '../values/normalise-text.ts';
import { isUndecoded } from '../values/undecoded.ts';

/** A text that says what is malformed, or nothing. Never throws. */
export type PayloadCheck = (payload: unknown) => string | undefined;

/** The same about one field's value; what it says goes on from the field's name. */
export type ValueCheck = (value: unknown) => string | undefined;

/** Of names and ids, in UTF-8 bytes; of why somebody decided something; of arguments and outputs that a person gives. */
const maxNameBytes = 200;
const maxReasonBytes = 4_096;
const maxJsonBytes = 131_072;
const maxDepth = 64;

/**
 * Join the checks of a message's fields; every field is to be looked at, optional ones too.
 *
 * A message is taken in by workflow code, where an error stops the run until it is mended, and what it brings is carried
 * along: so nothing passes that is of another type or larger than a run expects.
 */
export function checkFields(...checks: PayloadCheck[]): PayloadCheck {
  return (payload) => {
    if (isUndecoded(payload)) return `the payload could not be decoded (${payload.encoding})`;
    if (!isMessage(payload)) return 'the payload must be one object';
    for (const check of checks) {
      const fault = check(payload);
      if (fault !== undefined) return fault;
    }
    return undefined;
  };
}

function isMessage(payload: unknown): boolean {
  return isJsonObject(payload) && !ArrayBuffer.isView(payload);
}

/** A field of a payload that was found to be an object; an inherited one is not there. */
export function fieldOf(payload: unknown, field: string): unknown {
  const fields = payload as Record<string, unknown>;
  return Object.hasOwn(fields, field) ? fields[field] : undefined;
}

export function requiredText(field: string, maxBytes?: number): PayloadCheck {
  const check = textValue(maxBytes);
  return (payload) => {
    const fault = check(fieldOf(payload, field));
    return fault === undefined ? undefined : `${field} ${fault}`;
  };
}

export function optionalField(field: string, check: ValueCheck): PayloadCheck {
  return (payload) => {
    const value = fieldOf(payload, field);
    const fault = value === undefined ? undefined : check(value);
    return fault === undefined ? undefined : `${field} ${fault}`;
  };
}

export function requiredChoice(field: string, values: readonly string[]): PayloadCheck {
  return (payload) =>
    values.includes(fieldOf(payload, field) as string)
      ? undefined
      : `${field} must be one of ${values.join(', ')}`;
}

/** May be empty: nothing to say is said by some as an empty text. */
export function optionalReason(): PayloadCheck {
  return optionalField('reason', (value) => {
    if (typeof value !== 'string') return 'must be a text';
    return utf8Bytes(value) <= maxReasonBytes ? undefined : `may have ${maxReasonBytes} bytes at most`;
  });
}

/** Who sends a message, where nobody has to say so. */
export function optionalSender(): PayloadCheck {
  return optionalField('by', textValue());
}

export function textValue(maxBytes = maxNameBytes): ValueCheck {
  return (value) => {
    const seen = typeof value === 'string' ? normaliseText(value).trim() : '';
    if (seen === '') return 'must be a text that is not empty';
    return utf8Bytes(value as string) <= maxBytes ? undefined : `may have ${maxBytes} bytes at most`;
  };
}

export function choiceValue(values: readonly string[]): ValueCheck {
  return (value) => (values.includes(value as string) ? undefined : `must be one of ${values.join(', ')}`);
}

export function trueValue(value: unknown): string | undefined {
  return value === true ? undefined : 'must be true or left out';
}

export function flagValue(value: unknown): string | undefined {
  return typeof value === 'boolean' ? undefined : 'must be true or false';
}

export function objectValue(value: unknown): string | undefined {
  return isJsonObject(value) ? jsonValue(value) : 'must be one object';
}

/** Anything that a run can carry along. */
export function jsonValue(value: unknown): string | undefined {
  if (!isWithinDepth(value, maxDepth)) return `may be nested ${maxDepth} levels deep at most`;
  return jsonBytes(value) <= maxJsonBytes ? undefined : `may have ${maxJsonBytes} bytes at most`;
}
