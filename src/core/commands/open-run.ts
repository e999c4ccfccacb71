import type { Charter } from '../charter/charter.ts';
import type { AgentTask } from '../run/agent-task.ts';
import { failureTypes } from '../values/failure-types.ts';
import { fieldsOf } from '../values/fields-of.ts';
import type { Activity } from './activity.ts';

/** Write down the rules of the run. */
export interface OpenRun {
  readonly kind: 'open-run';
  readonly id: 'open';
  readonly task: AgentTask;
}

export const openRun = {
  type: { own: 'openRun' },
  commandId: 'open',
  failures: {
    timedOut: failureTypes.modelUnexpected,
    cancelled: failureTypes.modelUnexpected,
    other: failureTypes.modelUnexpected,
  },
  isReadable: (output) => fieldsOf(output)['schema'] === 'holdfast.charter/v1',
  fact: (_id, end) =>
    end.kind === 'failed'
      ? { type: 'run-opening-failed', failure: end.failure }
      : { type: 'run-opened', charter: end.output },
} as const satisfies Activity<Charter>;
