import type { ProbeFinding } from '../run/run-event.ts';
import type { Activity } from './activity.ts';
import { toolFailures } from './activity-failure.ts';
import type { LookAtCall } from './look-at-call.ts';
import { isOneOf } from './output-shape.ts';

/** Look whether a call took effect whose answer was lost. */
export interface ProbeEffect extends LookAtCall {
  readonly kind: 'probe-effect';
}

export const probeEffect = {
  type: { ofTool: '.probe' },
  letter: 'q',
  failures: toolFailures,
  step: { kind: 'probe', place: 2, told: (found: ProbeFinding) => ({ result: found }) },
  isReadable: (output) =>
    isOneOf(output, {
      applied: (fields) => fields['output'] !== undefined,
      absent: () => true,
      unknown: () => true,
    }),
  fact: (id, end) =>
    end.kind === 'failed'
      ? { type: 'probe-failed', id, failure: end.failure }
      : { type: 'effect-probed', id, found: end.output },
} as const satisfies Activity<ProbeFinding>;
