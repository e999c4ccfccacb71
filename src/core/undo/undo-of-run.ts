import type { RunState } from '../run/run-state.ts';
import { advanceUndo, foldUndo } from './evolve-undo.ts';
import type { UndoEvent } from './undo-event.ts';
import type { UndoState } from './undo-state.ts';
import { type UndoAgain, undoAgain } from './undo-tries.ts';

/** An open run's undo: over the run's own ledger, with its charter's tools. */
export function undoOfRun({ undos, effects, charter }: RunState): UndoState {
  return { ...undos, ledger: effects, tools: charter?.tools ?? {} };
}

/** Fold a fact into a run's undo. What was asked for waits until `advanceUndoOfRun`. */
export function foldUndoOfRun(state: RunState, event: UndoEvent): RunState {
  const undo = undoOfRun(state);
  return withUndo(state, undo, foldUndo(undo, event));
}

/** Begin and end what is due of a run's undo. */
export function advanceUndoOfRun(state: RunState): RunState {
  const undo = undoOfRun(state);
  return withUndo(state, undo, advanceUndo(undo));
}

function withUndo(state: RunState, before: UndoState, after: UndoState): RunState {
  if (after === before) return state;
  const { ledger: effects, tools: _, ...undos } = after;
  return { ...state, undos, effects };
}

/** Whether what an open run does about an effect goes out again after this fact. */
export function undoOfRunAgain(
  state: RunState,
  event: UndoEvent | { readonly type: string },
): UndoAgain | undefined {
  return isAboutUndo(event) ? undoAgain(undoOfRun(state), event) : undefined;
}

function isAboutUndo(
  event: UndoEvent | { readonly type: string },
): event is Extract<UndoEvent, { type: 'undo-ended' | 'settlement-checked' }> {
  return event.type === 'undo-ended' || event.type === 'settlement-checked';
}
