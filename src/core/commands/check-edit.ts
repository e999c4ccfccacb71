import type { CallCheck } from '../model/model-turn.ts';
import type { Activity } from './activity.ts';
import { toolFailures } from './activity-failure.ts';
import type { LookAtCall } from './look-at-call.ts';

/** Check arguments that a person edited as the model's own are checked. */
export interface CheckEdit extends LookAtCall {
  readonly kind: 'check-edit';
}

export const checkEdit = {
  type: { own: 'checkCall' },
  letter: 'e',
  failures: toolFailures,
  fact: (id, end) =>
    end.kind === 'failed'
      ? { type: 'prepare-failed', id, failure: end.failure }
      : { type: 'edit-checked', id, check: end.output },
} as const satisfies Activity<CallCheck>;
