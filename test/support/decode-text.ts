import { defaultPayloadConverter, type Payload } from '@temporalio/common';

/** Text of a summary or of details, as Temporal keeps them beside an event; empty where there is none. */
export function decodeText(payload: Payload | null | undefined): string {
  return payload ? defaultPayloadConverter.fromPayload<string>(payload) : '';
}
