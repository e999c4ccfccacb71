import type { Payload, PayloadConverter } from '@temporalio/common';
import { readTagged, writeTagged } from './tagged-json.ts';

const encoding = 'json/tagged';

/** As somebody may have one: dates and big integers are carried too, in an encoding of its own. */
export const payloadConverter: PayloadConverter = {
  toPayload: (value) =>
    value === undefined
      ? { metadata: { encoding: bytes('binary/null') } }
      : { metadata: { encoding: bytes(encoding) }, data: bytes(JSON.stringify(writeTagged(value))) },
  fromPayload: <T>({ metadata, data }: Payload): T => {
    const named = text(metadata?.['encoding']);
    if (named === 'binary/null') return undefined as T;
    if (named !== encoding) throw new Error(`${named} is not ${encoding}`);
    return readTagged(JSON.parse(text(data))) as T;
  },
};

function bytes(value: string): Uint8Array {
  return new TextEncoder().encode(value);
}

function text(value: Uint8Array | null | undefined): string {
  return new TextDecoder().decode(value ?? new Uint8Array());
}
