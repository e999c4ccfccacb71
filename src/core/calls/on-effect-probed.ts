import type { CharterTool } from '../charter/charter.ts';
import type { RunEvent } from '../run/run-event.ts';
import type { RunState } from '../run/run-state.ts';
import type { Call } from './call.ts';
import { askPerson, settleAbsent, settleApplied } from './settling.ts';
import { isStopping } from './stopping.ts';

/** A call that a probe found absent is sent again at most so often. */
const maxResent = 2;

/** Take in what a probe found out about an unknown effect. */
export function onEffectProbed(
  state: RunState,
  event: Extract<RunEvent, { type: 'effect-probed' | 'probe-failed' }>,
): RunState {
  const call = state.calls.find(({ id }) => id === event.id);
  if (call?.progress.state !== 'settling' || call.progress.by !== 'probing') return state;
  if (event.type === 'probe-failed') return askPerson(state, call);
  const tool = state.charter?.tools[call.tool];
  switch (event.found.kind) {
    case 'applied':
      return settleApplied(state, call, event.found.output);
    case 'absent':
      return tool ? onAbsent(state, call, tool) : askPerson(state, call);
    case 'unknown':
      return askPerson(state, call);
  }
}

/**
 * Absent proves something only where the tool says how late its effect may still appear. Elsewhere a call with a key is
 * sent again, which is safe; what else, a person has to tell.
 */
function onAbsent(state: RunState, call: Call, tool: CharterTool): RunState {
  const isProven = tool.commitsWithinMs !== undefined;
  const mayGoOut = !isStopping(state) && (call.tries?.resent ?? 0) < maxResent;
  if (mayGoOut && (isProven || tool.idempotency === 'keyed')) return settleAbsent(state, call, true);
  return isProven ? settleAbsent(state, call, false) : askPerson(state, call);
}
