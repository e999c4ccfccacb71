import type { EditCheck } from '../model/model-turn.ts';
import { fieldsOf } from '../values/fields-of.ts';
import type { Activity } from './activity.ts';
import { toolFailures } from './activity-failure.ts';
import type { CallModel } from './call-model.ts';
import type { LookAtCall } from './look-at-call.ts';
import { isOneOf, isText } from './output-shape.ts';

/** Check arguments that a person edited as the model's own are checked. */
export interface CheckEdit extends LookAtCall {
  readonly kind: 'check-edit';
  /** What the origin of the arguments is looked up in, where a rule asks for it. */
  readonly window?: Pick<CallModel, 'turn' | 'charterDigest' | 'head'>;
}

export const checkEdit = {
  type: { own: 'checkCall' },
  letter: 'e',
  failures: toolFailures,
  isReadable: (output) =>
    isOneOf(output, {
      valid: ({ facts }) => Array.isArray(fieldsOf(facts)['resources']),
      invalid: ({ message }) => isText(message),
      void: ({ message }) => isText(message),
    }),
  fact: (id, end) =>
    end.kind === 'failed'
      ? { type: 'prepare-failed', id, failure: end.failure }
      : { type: 'edit-checked', id, check: end.output },
} as const satisfies Activity<EditCheck>;
