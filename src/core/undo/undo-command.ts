import type { CharterTool } from '../charter/charter.ts';
import type { LedgerEntry } from '../effects/effect.ts';
import type { Json } from '../values/json.ts';

/** Something of an undo that may start now: a compensation, a look whether one would go through, a check of a word. */
export type UndoCommand = UndoEffect | CheckUndo | CheckSettlement;

/** Reverse an effect. Numbered by the undo that it belongs to. */
export interface UndoEffect {
  readonly kind: 'undo-effect';
  readonly id: string;
  readonly effect: LedgerEntry;
  readonly policy: CharterTool;
}

/** Look whether an undo would go through. Asked for by a plan, and numbered by it; no run asks for one. */
export interface CheckUndo extends Omit<UndoEffect, 'kind'> {
  readonly kind: 'check-undo';
}

/** Hold what a person says of an effect against its tool: a result against its output schema, else its probe looks. */
export interface CheckSettlement extends Omit<UndoEffect, 'kind'> {
  readonly kind: 'check-settlement';
  /** Absent: the probe looks. */
  readonly output?: Json;
}

/** What the ids of such commands carry after the effect's. */
export const undoLetters: Record<UndoCommand['kind'], string> = {
  'undo-effect': 'u',
  'check-undo': 'k',
  'check-settlement': 's',
};
