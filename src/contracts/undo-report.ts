import type { UndoItem } from '../core/undo/undo-plan.ts';

/** `holdfast.undo/v1`: the plan of an undo, or what came of it. */
export interface UndoReport {
  readonly schema: 'holdfast.undo/v1';
  /** Workflow id of the run. */
  readonly run: string;
  /** False for a plan. */
  readonly applied: boolean;
  /** Newest first. */
  readonly items: readonly UndoItem[];
  /** Every selected effect that can be undone is; never of a plan that still has something to do. */
  readonly complete: boolean;
}
