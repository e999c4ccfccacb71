import type { Past } from '../resets/past.ts';
import { failureTypes } from '../values/failure-types.ts';
import { fieldsOf } from '../values/fields-of.ts';
import type { Activity } from './activity.ts';
import { isText } from './output-shape.ts';

/** Read what executions did that resets of the run left behind. */
export interface ReadPast {
  readonly kind: 'read-past';
  readonly id: string;
}

export const readPast = {
  type: { own: 'readPast' },
  failures: {
    timedOut: failureTypes.pastUnread,
    cancelled: failureTypes.pastUnread,
    other: failureTypes.pastUnread,
  },
  isReadable: (output) => {
    const { readFor, spent, changed } = fieldsOf(output);
    const { callsByTool } = fieldsOf(spent);
    const isTold = isText(readFor) && typeof callsByTool === 'object' && callsByTool !== null;
    return isTold && Array.isArray(changed) && changed.every(isChange);
  },
  fact: (id, end) =>
    end.kind === 'failed'
      ? { type: 'past-read', id, failure: end.failure }
      : { type: 'past-read', id, past: end.output },
} as const satisfies Activity<Past>;

function isChange(change: unknown): boolean {
  const { idempotencyKey, state } = fieldsOf(change);
  return isText(idempotencyKey) && isText(state);
}
