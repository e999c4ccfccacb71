import type { RunMessage } from './message.ts';
import { checkFields, optionalSender } from './payload-checks.ts';

export interface PauseMessage {
  readonly by?: string;
}

export interface Paused {
  readonly type: 'paused';
}

/** Hold a run: what is under way is finished, nothing new begins, and no further attempt of a write either. */
export const pause: RunMessage<PauseMessage, Paused, 'already-paused'> = {
  event: 'paused',
  malformed: checkFields(optionalSender()),
  toEvent: () => ({ type: 'paused' }),
  refusals: { 'already-paused': 'conflict' },
  judge: ({ paused }) =>
    paused ? { code: 'already-paused', message: 'The run is paused already.' } : 'taken',
  take: (state) => ({ ...state, paused: true }),
};
