import type { Call } from './call.ts';
import { digestOf } from './digest.ts';
import type { RunState } from './run-state.ts';

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
