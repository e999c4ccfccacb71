import type { LoadedDataConverter } from '@temporalio/common';
import { tolerantConverter } from '../contracts/tolerant-converter.ts';
import type { TemporalPayload } from './history-event.ts';

type PayloadReader = Pick<LoadedDataConverter, 'payloadConverter' | 'payloadCodecs'>;

/** Read the first of some payloads; undefined when there is none. */
export async function decodeFirst(
  converter: PayloadReader,
  payloads: readonly TemporalPayload[] | null | undefined,
): Promise<unknown> {
  const [first] = await decodeAll(converter, payloads?.slice(0, 1));
  return first;
}

/**
 * Read payloads through a connection's own converter and codecs.
 *
 * What the converter cannot read is marked as such, as workers do: anybody may send a run such a signal, and its history
 * can be read all the same. A codec that fails rejects: it lacks its key, and nothing would be right without.
 */
export async function decodeAll(
  { payloadConverter, payloadCodecs }: PayloadReader,
  payloads: readonly TemporalPayload[] | null | undefined,
): Promise<unknown[]> {
  let decoded = [...(payloads ?? [])];
  if (decoded.length === 0) return [];
  for (const codec of payloadCodecs.toReversed()) decoded = await codec.decode(decoded);
  const tolerant = tolerantConverter(payloadConverter);
  return decoded.map((payload) => tolerant.fromPayload(payload));
}
