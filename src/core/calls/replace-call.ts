import type { RunState } from '../run/run-state.ts';
import type { Call } from './call.ts';

/** Put `call` in the place of the call of the same id. */
export function replaceCall(state: RunState, call: Call): RunState {
  return { ...state, calls: state.calls.map((other) => (other.id === call.id ? call : other)) };
}
