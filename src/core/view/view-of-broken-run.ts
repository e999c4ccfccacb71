import type { Effect } from '../effects/effect.ts';
import type { RunState } from '../run/run-state.ts';
import type { ExecutionEnd } from '../trace/history-fact.ts';
import { nextActions } from './next-actions.ts';
import type { RunView } from './run-view.ts';
import { viewOfRun } from './view-of-run.ts';

/** Tell a run that Temporal closed before it could end by itself: what it had so far, and why it ended. */
export function viewOfBrokenRun(
  state: RunState,
  { kind, message }: Exclude<ExecutionEnd, { kind: 'completed' }>,
  atMs: number,
): RunView {
  const { currentStep: _step, question: _question, ...view } = viewOfRun(state, atMs);
  const answer = state.turn > 0 ? state.lastMessage : undefined;
  const closed: RunView = {
    ...view,
    effects: view.effects.map(withoutIntent),
    state: 'closed',
    phase: 'complete',
    canCancel: false,
    closedAt: new Date(atMs).toISOString(),
    outcome: view.outcome ?? {
      kind: kind === 'cancelled' ? 'cancelled' : 'failed',
      ...(answer === undefined ? {} : { answer }),
      reason: { code: kind === 'cancelled' ? 'cancel_requested' : 'unexpected', message },
    },
  };
  return { ...closed, next: nextActions(closed) };
}

/** Of an effect that was under way when its run was closed over it, nobody knows. */
export function withoutIntent<Entry extends Effect>(effect: Entry): Entry {
  return effect.state === 'intended' ? { ...effect, state: 'unknown' } : effect;
}
