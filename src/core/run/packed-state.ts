import { base64 } from '@scure/base';
import { deflateSync, inflateSync, strFromU8, strToU8 } from 'fflate/browser';
import type { RunState } from './run-state.ts';

/**
 * A run's state as one part of the run hands it to the next: its JSON, deflated, in base64.
 *
 * Temporal writes it twice, at the end of one history and at the start of the other. Most of it is the window, up to
 * half a MiB of text.
 */
export interface PackedState {
  readonly packed: string;
}

export function packState(state: RunState): PackedState {
  return { packed: base64.encode(deflateSync(strToU8(JSON.stringify(state)))) };
}

/** The state as it was written; what an older version left out is not filled in yet. */
export function unpackState({ packed }: PackedState): RunState {
  return JSON.parse(strFromU8(inflateSync(base64.decode(packed)))) as RunState;
}
