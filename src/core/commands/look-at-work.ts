import { failureTypes } from '../values/failure-types.ts';
import type { RunningWork } from '../work/time-limit.ts';
import type { Activity } from './activity.ts';
import { isOneOf } from './output-shape.ts';

/** Look what of the run's work a worker has taken: its time is up, if all that is under way is at work. */
export interface LookAtWork {
  readonly kind: 'look-at-work';
  readonly id: string;
}

/** What Temporal's server knew of the run's activities at one moment. */
export interface WorkInHand {
  readonly kind: 'seen';
  /** For how long each attempt that a worker has runs by now, by the activity's id. */
  readonly running: Readonly<Record<string, number>>;
}

export const lookAtWork = {
  type: { own: 'lookAtWork' },
  failures: {
    timedOut: failureTypes.toolTimedOut,
    cancelled: failureTypes.toolCancelled,
    other: failureTypes.toolUnexpected,
  },
  isReadable: (output) =>
    isOneOf(output, { seen: ({ running }) => typeof running === 'object' && running !== null }),
  fact: (id, end) => {
    if (end.kind === 'completed') return { type: 'work-seen', id, running: end.output.running };
    const { type, lost } = end.failure;
    // Workers were gone: so they were for what it was to look at.
    const isOutage = lost === true || type === failureTypes.workerLacks || type === failureTypes.notTaken;
    const running: RunningWork = isOutage ? {} : 'all';
    return { type: 'work-seen', id, running };
  },
} as const satisfies Activity<WorkInHand>;
