import type { LoadedDataConverter } from '@temporalio/common';
import { tolerantConverter } from '../contracts/tolerant-converter.ts';
import type { TemporalPayload } from './history-event.ts';

/**
 * Read the first of some payloads through a connection's own converter and codecs; undefined when there is none.
 *
 * What the converter cannot read is marked as such, as workers do: anybody may send a run such a signal, and its history
 * can be read all the same. A codec that fails rejects: it lacks its key, and nothing would be right without.
 */
export async function decodeFirst(
  { payloadConverter, payloadCodecs }: Pick<LoadedDataConverter, 'payloadConverter' | 'payloadCodecs'>,
  payloads: readonly TemporalPayload[] | null | undefined,
): Promise<unknown> {
  const [payload] = payloads ?? [];
  if (payload === undefined) return undefined;
  let decoded = [payload];
  for (const codec of payloadCodecs.toReversed()) decoded = await codec.decode(decoded);
  return decoded[0] === undefined ? undefined : tolerantConverter(payloadConverter).fromPayload(decoded[0]);
}
