import type { CharterTool } from '../charter/charter.ts';
import type { LedgerEntry } from '../effects/effect.ts';
import { waitsForAPerson } from '../effects/waits-for-a-person.ts';
import type { UndoTries } from './counted-tries.ts';
import type { Settlements } from './settlement.ts';
import type { UndoItem, UndoSelection } from './undo-plan.ts';

/** All that an undo knows. Within an open run ledger and tools are the run's own. */
export interface UndoState extends Undos {
  readonly ledger: readonly LedgerEntry[];
  readonly tools: Readonly<Record<string, CharterTool>>;
}

/** Undos that were asked for, the one under way and what came of the last ones: one at a time, in the order they came. */
export interface Undos {
  readonly waiting: readonly UndoRequest[];
  readonly current?: UndoPass;
  /** What ended since there was last nothing to do, for those who wait for it, and the last undo before that. */
  readonly ended: readonly UndoPass[];
  /** How many were asked for so far, of each purpose. */
  readonly counts: Readonly<Record<UndoPurpose, number>>;
  /** Absent until somebody settles an effect. */
  readonly settlements?: Settlements;
}

/** `plan`: only to say what an undo would do. */
export type UndoPurpose = 'plan' | 'undo';

export interface UndoRequest {
  readonly purpose: UndoPurpose;
  /** Counts those of its purpose from 1. */
  readonly number: number;
  readonly selection: UndoSelection;
  readonly by: string;
  readonly reason?: string;
}

/** A request on its way: an undo newest first, one effect at a time; a plan with all its looks at once. */
export interface UndoPass extends UndoRequest {
  readonly items: readonly UndoItem[];
  /** Effects that are still to be looked at. */
  readonly unchecked: readonly string[];
  /** Effects whose undo, or whose look, is under way. */
  readonly underWay: readonly string[];
  /** Of what is under way, by effect; absent while none of its dispatches came back. */
  readonly tries?: Readonly<Record<string, UndoTries>>;
  /** What a worker would have to have, in words; absent unless the compensation under way waits for one. */
  readonly lacking?: string;
}

export const noUndos: Undos = { waiting: [], ended: [], counts: { plan: 0, undo: 0 } };

/** Something is asked for and not at its end. */
export function isUndoing({ waiting, current }: Undos): boolean {
  return current !== undefined || waiting.length > 0;
}

/** The last undo that came to its end; plans do not count. */
export function lastUndo({ ended }: Undos): UndoPass | undefined {
  return ended.findLast(({ purpose }) => purpose === 'undo');
}

/**
 * A compensation failed and was neither tried again nor settled: an open task for a person.
 *
 * What a plan only found so is no task of the undo: it would outlive what it knows of a run that is still open. `isHandedOn`:
 * the undo before this one left its task open.
 */
export function isOpenTask(state: UndoState, isHandedOn = false): boolean {
  const isTask = isHandedOn || lastUndo(state) !== undefined;
  return isTask && !isUndoing(state) && state.ledger.some(waitsForAPerson);
}

/** What a person said of an effect is being held against its tool. */
export function isSettling({ settlements }: Undos): boolean {
  return settlements !== undefined && settlements.open.length > 0;
}

/** How a request ended, if it has and somebody may still wait for it. */
export function endOfRequest(
  { ended }: Undos,
  { purpose, number }: Pick<UndoRequest, 'purpose' | 'number'>,
): UndoPass | undefined {
  return ended.find((pass) => pass.purpose === purpose && pass.number === number);
}
