import type { RunEvent } from '../run/run-event.ts';
import type { RunState } from '../run/run-state.ts';
import { askPerson, settleAbsent, settleApplied } from './settling.ts';

/** A call that a probe found absent is sent again at most so often. */
const maxDispatches = 3;

/** Take in what a probe found out about an unknown effect. */
export function onEffectProbed(
  state: RunState,
  event: Extract<RunEvent, { type: 'effect-probed' | 'probe-failed' }>,
): RunState {
  const call = state.calls.find(({ id }) => id === event.id);
  if (call?.progress.state !== 'settling' || call.progress.by !== 'probing') return state;
  if (event.type === 'probe-failed') return askPerson(state, call);
  switch (event.found.kind) {
    case 'applied':
      return settleApplied(state, call, event.found.output);
    case 'absent':
      return settleAbsent(state, call, call.dispatches < maxDispatches && !state.cancel);
    case 'unknown':
      return askPerson(state, call);
  }
}
