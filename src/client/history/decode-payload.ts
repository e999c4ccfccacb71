import type { Client } from '@temporalio/client';
import type { TemporalPayload } from './history-event.ts';

/** Read the first of some payloads through the connection's own converter and codecs; undefined when there is none. */
export async function decodeFirst(
  client: Client,
  payloads: readonly TemporalPayload[] | null | undefined,
): Promise<unknown> {
  const [payload] = payloads ?? [];
  if (payload === undefined) return undefined;
  const { payloadConverter, payloadCodecs } = client.options.loadedDataConverter;
  let decoded = [payload];
  for (const codec of payloadCodecs.toReversed()) decoded = await codec.decode(decoded);
  return decoded[0] === undefined ? undefined : payloadConverter.fromPayload(decoded[0]);
}
