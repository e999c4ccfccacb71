import type { Call } from '../calls/call.ts';
import type { RunState } from '../run/run-state.ts';
import { digestOf } from '../values/digest.ts';

/** The same for every attempt and every worker; different for every call. The undo's differs in its last part only. */
export function idempotencyKey(
  state: Pick<RunState, 'workflowId' | 'firstRunId'>,
  call: Pick<Call, 'id' | 'arguments'>,
  purpose: 'run' | 'undo',
): string {
  return [state.workflowId, state.firstRunId, call.id, digestOf(call.arguments), purpose].join('/');
}

/** The key under which an effect is undone. */
export function undoKey(runKey: string): string {
  return runKey.replace(/\/run$/, '/undo');
}
