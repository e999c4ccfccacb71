import type { EffectSettled } from '../calls/on-effect-settled.ts';
import type { LedgerEntry } from '../effects/effect.ts';
import { unknownEffects } from '../undo/undo-plan.ts';
import type { Message, TakenReceipt } from './message.ts';
import { type SettleEffectMessage, settleEffect } from './settle-effect.ts';
import {
  type UndoEffectsMessage,
  type UndoReceipt,
  type UndoRequested,
  undoEffects,
} from './undo-effects.ts';

type Ledger = readonly LedgerEntry[];
type Selects = Message<Ledger, UndoEffectsMessage, UndoRequested, 'unknown-effect', UndoReceipt>;

const selects: Selects = {
  malformed: undoEffects.malformed,
  toEvent: undoEffects.toEvent,
  refusals: { 'unknown-effect': 'not-found' },
  judge: (ledger, { selection }) => {
    const [unknown] = unknownEffects(ledger, selection);
    return unknown === undefined
      ? 'taken'
      : { code: 'unknown-effect', message: `The run has no effect ${unknown}.` };
  },
};

const settles: Message<
  Ledger,
  SettleEffectMessage,
  EffectSettled,
  'unknown-effect' | 'nothing-to-settle',
  TakenReceipt
> = {
  malformed: settleEffect.malformed,
  toEvent: settleEffect.toEvent,
  refusals: settleEffect.refusals,
  judge: (ledger, { id }) => {
    const entry = ledger.find((one) => one.id === id);
    if (!entry) return { code: 'unknown-effect', message: `The run has no effect ${id}.` };
    return ['undo-failed', 'unknown', 'conflict'].includes(entry.state)
      ? 'taken'
      : { code: 'nothing-to-settle', message: `${id} does not wait to be settled by a person.` };
  },
};

/** Updates of `undoRun`, by their names on the wire. Two are those of `agentRun`; all may start the workflow. */
export const undoRunMessages = { planUndo: selects, undoEffects: selects, settleEffect: settles } as const;

export type UndoRunMessages = typeof undoRunMessages;
export type UndoRunMessageName = keyof UndoRunMessages;
