import type { EffectSettled } from '../effects/effect-settled.ts';
import type { UndoEnd } from './undo-pass.ts';
import type { UndoSelection } from './undo-plan.ts';

/** A fact that an undo learned. It keeps no time: nothing of it has a deadline. */
export type UndoEvent =
  | UndoRequested
  | PlanRequested
  | { readonly type: 'command-started'; readonly id: string }
  | UndoChecked
  | UndoEnded
  | EffectSettled;

export interface UndoRequested {
  readonly type: 'undo-requested';
  readonly selection: UndoSelection;
  readonly by: string;
  readonly reason?: string;
}

/** Only say what an undo would do. */
export interface PlanRequested {
  readonly type: 'plan-requested';
  readonly selection: UndoSelection;
  readonly by: string;
  readonly reason?: string;
}

/** Somebody looked whether an undo would go through; `id` is the effect's. */
export interface UndoChecked {
  readonly type: 'undo-checked';
  readonly id: string;
  /** What stands against it; absent when nothing does. */
  readonly conflict?: string;
}

/** A compensation ended, or came back and goes out again; `id` is the effect's. */
export interface UndoEnded {
  readonly type: 'undo-ended';
  readonly id: string;
  readonly end: UndoEnd;
}
