import type { RunMessage } from './message.ts';
import { checkFields, optionalSender } from './payload-checks.ts';

export interface ResumeMessage {
  readonly by?: string;
}

export interface Resumed {
  readonly type: 'resumed';
}

/** Let a paused run go on. */
export const resume: RunMessage<ResumeMessage, Resumed, 'not-paused'> = {
  event: 'resumed',
  malformed: checkFields(optionalSender()),
  toEvent: () => ({ type: 'resumed' }),
  refusals: { 'not-paused': 'conflict' },
  judge: ({ paused }) => (paused ? 'taken' : { code: 'not-paused', message: 'The run is not paused.' }),
  take: (state) => ({ ...state, paused: false }),
};
