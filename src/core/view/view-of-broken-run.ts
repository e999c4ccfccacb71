import { effectOf } from '../effects/effect.ts';
import type { RunState } from '../run/run-state.ts';
import type { ExecutionEnd } from '../trace/history-fact.ts';
import { ledgerAtEnd } from '../undo/cut-off-undo.ts';
import { given } from '../values/given.ts';
import { nextActions } from './next-actions.ts';
import type { RunView } from './run-view.ts';
import { viewOfRun } from './view-of-run.ts';

/**
 * Tell a run that left no view of its own: one that came to its end by its own rules as these tell it, one that Temporal
 * closed before with what it had so far, and why it ended.
 */
export function viewOfBrokenRun(
  state: RunState,
  end: Exclude<ExecutionEnd, { kind: 'completed' }>,
  atMs: number,
): RunView {
  if (state.outcome) return viewOfRun(state);
  const { kind, message } = end;
  const told = end.kind === 'failed' ? end.outcome : undefined;
  const { currentStep: _step, question: _question, ...view } = viewOfRun(state, atMs);
  const atEnd = new Map(ledgerAtEnd(state).map((entry) => [entry.id, effectOf(entry)]));
  const answer = state.turn > 0 ? state.lastMessage : undefined;
  const closed: RunView = {
    ...view,
    effects: view.effects.map((effect) => atEnd.get(effect.id) ?? effect),
    state: 'closed',
    phase: 'complete',
    canCancel: false,
    closedAt: new Date(atMs).toISOString(),
    outcome: {
      kind: kind === 'cancelled' ? 'cancelled' : 'failed',
      ...told,
      ...given({ answer }),
      reason: told?.reason ?? { code: kind === 'cancelled' ? 'cancel_requested' : 'unexpected', message },
    },
  };
  return { ...closed, next: nextActions(closed) };
}
