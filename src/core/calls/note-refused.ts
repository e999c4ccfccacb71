import type { RunState } from '../run/run-state.ts';
import { cutToOneLine } from '../values/one-line.ts';
import type { Call } from './call.ts';
import type { RefusedCall } from './refused-calls.ts';

const keptCalls = 5;
const maxMessageChars = 200;

/** Note a call that nothing ran. Its answer goes to the model and leaves the window with time; this is for people. */
export function noteRefused(
  state: RunState,
  { id, tool }: Call,
  because: RefusedCall['because'],
  message: string,
): RunState {
  const { count, last } = state.refusedCalls ?? { count: 0, last: [] };
  const refused: RefusedCall = {
    call: id,
    tool: cutToOneLine(tool, 64),
    because,
    message: cutToOneLine(message, maxMessageChars),
  };
  return { ...state, refusedCalls: { count: count + 1, last: [...last, refused].slice(-keptCalls) } };
}
