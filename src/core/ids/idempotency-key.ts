import type { Call } from '../calls/call.ts';
import type { RunState } from '../run/run-state.ts';
import { digestOf } from '../values/digest.ts';

/** The same for every attempt and every worker; different for every call. The undo's differs in its last part only. */
export function idempotencyKey(
  state: Pick<RunState, 'workflowId' | 'firstRunId'>,
  call: Pick<Call, 'id' | 'arguments'>,
): string {
  return [state.workflowId, state.firstRunId, call.id, digestOf(call.arguments), 'run'].join('/');
}

/** The key under which an effect is undone. */
export function undoKeyOf(runKey: string): string {
  return runKey.replace(/\/run$/, '/undo');
}

/** The key under which the effect was made that an undo is to reverse. */
export function runKeyOf(undoKey: string): string {
  return undoKey.replace(/\/undo$/, '/run');
}

/** The call that a key is for. */
export function callOfKey(key: string): string | undefined {
  return key.split('/').at(-3);
}
