import { isFields } from './fields-of.ts';

/** A JSON value as it stands in a history: no undefined, no dates, no class instances. */
export type Json = null | boolean | number | string | Json[] | { [key: string]: Json };

export type JsonObject = { [key: string]: Json };

/** Size of a value's JSON text in UTF-8 bytes, as Temporal's default converter would encode it. */
export function jsonBytes(value: unknown): number {
  return utf8Bytes(JSON.stringify(value) ?? '');
}

/** Whether a value's JSON text has at most so many UTF-8 bytes; a text that is far too long is not counted to its end. */
export function isJsonWithin(value: unknown, maxBytes: number): boolean {
  const json = JSON.stringify(value) ?? '';
  return json.length <= maxBytes && (json.length * 3 <= maxBytes || utf8Bytes(json) <= maxBytes);
}

/** Whether a value is nested at most so deep; level by level, as a recursion is ended by what it guards against. */
export function isWithinDepth(value: unknown, maxDepth: number): boolean {
  let level: unknown[] = [value];
  for (let depth = 0; level.length > 0; depth++) {
    if (depth > maxDepth) return false;
    level = level.flatMap((item) => (typeof item === 'object' && item !== null ? Object.values(item) : []));
  }
  return true;
}

/** Length of a text in UTF-8 bytes. Lone surrogates count as three, as encoders replace them. */
export function utf8Bytes(text: string): number {
  let bytes = 0;
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i);
    if (unit < 0x80) bytes += 1;
    else if (unit < 0x800) bytes += 2;
    else if (unit >= 0xd800 && unit <= 0xdbff && isLowSurrogate(text.charCodeAt(i + 1))) {
      bytes += 4;
      i++;
    } else bytes += 3;
  }
  return bytes;
}

function isLowSurrogate(unit: number): boolean {
  return unit >= 0xdc00 && unit <= 0xdfff;
}

/** Whether a value is an object with members, and no list. */
export function isJsonObject(value: unknown): value is JsonObject {
  return isFields(value);
}
