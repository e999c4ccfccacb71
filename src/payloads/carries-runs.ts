import { isDeepStrictEqual } from 'node:util';
import type { LoadedDataConverter, Payload } from '@temporalio/common';
import type { Json } from '../core/values/json.ts';
import { DataConverterError } from './data-converter-error.ts';

/** What converters of one's own are known to take for something else: texts that read like dates, numbers and bytes. */
const values: readonly Json[] = [
  null,
  true,
  0,
  -1.5,
  Number.MAX_SAFE_INTEGER,
  1e21,
  '',
  'Grüße, 世界 👋\n\u0000"\\',
  '2026-11-27T00:00:00.000Z',
  '2026-11-27',
  '12345678901234567890',
  '10n',
  'true',
  'null',
  'aGVsbG8=',
  [],
  {},
  [{}],
  [[], [null], ['']],
  { a: { b: [1, { c: null }] }, '': '', $type: 'Date', __type: 'bigint', value: '1', 'a.b': 0 },
];

/** What a converter may have marks of its own for. */
const beyondJson: readonly unknown[] = [
  new Date(0),
  10n,
  new Map([['a', 1]]),
  new Set([1]),
  Number.NaN,
  new Uint8Array([1, 2]),
];

/**
 * Send through a converter and its codecs what runs are made of, there and back.
 *
 * @throws DataConverterError for the first value that does not come back as it was; PayloadCodecError of a codec.
 */
export async function checkCarriesRuns(converter: LoadedDataConverter): Promise<void> {
  for (const value of [...values, ...marksOf(converter)]) {
    const back = await thereAndBack(converter, value);
    if (!isDeepStrictEqual(back, value)) throw altered(value, back);
  }
  const nothing = await thereAndBack(converter, undefined);
  if (nothing !== undefined && nothing !== null) throw altered(undefined, nothing);
}

/**
 * Say in JSON what the converter writes for values that JSON has not: a tool, or whoever writes to a run, may send the very
 * same, and a converter that does not tell the two apart would give a date for it.
 */
function marksOf({ payloadConverter }: LoadedDataConverter): Json[] {
  return beyondJson.flatMap((value) => {
    try {
      const { data } = payloadConverter.toPayload({ value }) ?? {};
      return data ? [JSON.parse(new TextDecoder().decode(data)) as Json] : [];
    } catch {
      // It does not carry such values, or not as JSON.
      return [];
    }
  });
}

async function thereAndBack(
  { payloadConverter, payloadCodecs }: LoadedDataConverter,
  value: unknown,
): Promise<unknown> {
  let payloads = [written(payloadConverter, value)];
  for (const codec of payloadCodecs) payloads = await codec.encode(payloads);
  for (const codec of payloadCodecs.toReversed()) payloads = await codec.decode(payloads);
  const [payload] = payloads;
  if (payload === undefined || payloads.length !== 1) {
    throw new DataConverterError(`The payload codecs give ${payloads.length} payloads for one.`, {
      advice: 'Have each codec give back as many payloads as it is given, in their order.',
    });
  }
  try {
    return payloadConverter.fromPayload(payload);
  } catch (error) {
    throw cannot('read again', value, error);
  }
}

function written(payloadConverter: LoadedDataConverter['payloadConverter'], value: unknown): Payload {
  let payload: Payload | undefined;
  try {
    payload = payloadConverter.toPayload(value);
  } catch (error) {
    throw cannot('write', value, error);
  }
  if (payload === undefined) throw cannot('write', value, undefined);
  return payload;
}

function cannot(verb: string, value: unknown, cause: unknown): DataConverterError {
  const why = cause === undefined ? '' : ` (${cause instanceof Error ? cause.message : String(cause)})`;
  return new DataConverterError(`The payload converter cannot ${verb} ${shown(value)}${why}.`, {
    advice,
    cause,
  });
}

function altered(value: unknown, back: unknown): DataConverterError {
  return new DataConverterError(
    `The data converter does not carry values as they are: ${shown(value)} comes back as ${shown(back)}.`,
    { advice },
  );
}

const advice =
  'Runs are made of JSON values, and undefined: have the converter give each back exactly as it was, also one that looks like a mark of its own.';

function shown(value: unknown): string {
  if (value === null || value === undefined) return String(value);
  const kind = typeof value === 'object' ? value.constructor?.name : typeof value;
  try {
    const json = JSON.stringify(value) ?? String(value);
    return kind === 'Object' || kind === 'Array' || kind === 'string' ? json : `${json} (${kind})`;
  } catch {
    return `${String(value)} (${kind})`;
  }
}
