import type { PayloadConverter } from '@temporalio/common';

/**
 * Have a converter read what runs are made of alone: JSON values, bytes, and nothing at all.
 *
 * A run is decided, digested and kept as JSON. A date or a big integer that a converter of somebody's own makes of a
 * payload would pass for one until it is written again, as something else; here it throws at once.
 */
export function jsonConverter(own: PayloadConverter): PayloadConverter {
  return {
    ...(own.validateConverterHint && {
      validateConverterHint: (hint) => own.validateConverterHint?.(hint) ?? false,
    }),
    toPayload: (...given) => own.toPayload(...given),
    fromPayload: <Value>(...given: Parameters<PayloadConverter['fromPayload']>) => {
      const value = own.fromPayload<Value>(...(given as Parameters<typeof own.fromPayload<Value>>));
      if (value === undefined || value instanceof Uint8Array || isJson(value)) return value;
      throw new TypeError('The payload holds a value that is not JSON.');
    },
  };
}

/**
 * Fields that are undefined are as good as left out, and other realms' objects are known by their shape. What stands in two
 * places, or in itself, was no JSON text.
 */
function isJson(value: unknown): boolean {
  const seen = new Set<object>();
  const open = [value];
  while (open.length > 0) {
    const item = open.pop();
    if (item === null || item === undefined || typeof item === 'string' || typeof item === 'boolean')
      continue;
    if (typeof item === 'number' && Number.isFinite(item)) continue;
    if (typeof item !== 'object' || seen.has(item) || !(Array.isArray(item) || isPlain(item))) return false;
    seen.add(item);
    for (const part of Object.values(item)) open.push(part);
  }
  return true;
}

function isPlain(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === null || Object.getPrototypeOf(prototype) === null;
}
