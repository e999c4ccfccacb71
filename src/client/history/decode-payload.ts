import type { LoadedDataConverter } from '@temporalio/common';
import type { TemporalPayload } from './history-event.ts';

/** Read the first of some payloads through a connection's own converter and codecs; undefined when there is none. */
export async function decodeFirst(
  { payloadConverter, payloadCodecs }: LoadedDataConverter,
  payloads: readonly TemporalPayload[] | null | undefined,
): Promise<unknown> {
  const [payload] = payloads ?? [];
  if (payload === undefined) return undefined;
  let decoded = [payload];
  for (const codec of payloadCodecs.toReversed()) decoded = await codec.decode(decoded);
  return decoded[0] === undefined ? undefined : payloadConverter.fromPayload(decoded[0]);
}
