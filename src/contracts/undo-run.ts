import type { CharterTool } from '../core/charter/charter.ts';
import type { Effect, LedgerEntry } from '../core/effects/effect.ts';
import type { UndoItem } from '../core/undo/undo-plan.ts';

/** The one argument of `undoRun`, the durable undo of a closed run. */
export interface UndoRunInput {
  readonly schema: 'holdfast.undo-run/v1';
  /** Workflow id of the run. */
  readonly run: string;
  /** The run's ledger, with what earlier undos have made of it. */
  readonly ledger: readonly LedgerEntry[];
  readonly tools: Readonly<Record<string, CharterTool>>;
  /** The undo before this one left a task to a person and knew less of the run: this one keeps it open. */
  readonly openTask?: true;
}

/** Its result, and what people see of it in Temporal while it is open. */
export interface UndoRunView {
  readonly schema: 'holdfast.undo-run-view/v1';
  readonly run: string;
  /** `awaiting-human`: an effect could not be undone and waits to be tried again or settled. */
  readonly state: 'undoing' | 'awaiting-human' | 'closed';
  readonly effects: readonly Effect[];
  /** Of the last undo. */
  readonly items: readonly UndoItem[];
  /** What a worker would have to have, in words; absent unless it waits for one. */
  readonly lacking?: string;
}

/** Whether an undo can begin with what somebody started it with. */
export function isUndoRunInput(input: unknown): input is UndoRunInput {
  const { run, ledger, tools } = (input ?? {}) as Partial<UndoRunInput>;
  return typeof run === 'string' && Array.isArray(ledger) && typeof tools === 'object' && tools !== null;
}
