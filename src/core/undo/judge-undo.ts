import type { EffectSettled } from '../effects/effect-settled.ts';
import type { Judgement, Refusal } from '../messages/message.ts';
import { type UndoSelection, unknownEffects } from './undo-plan.ts';
import type { UndoState } from './undo-state.ts';

/** Judge what is to be undone, or planned. */
export function judgeSelection(
  { ledger }: Pick<UndoState, 'ledger'>,
  { selection }: { readonly selection: UndoSelection },
): Judgement<'unknown-effect'> {
  const [unknown] = unknownEffects(ledger, selection);
  return unknown === undefined
    ? 'taken'
    : { code: 'unknown-effect', message: `The run has no effect ${unknown}.` };
}

/** Judge what a person tells of an effect that no call of its run waits for. */
export function judgeSettlement(
  { ledger }: Pick<UndoState, 'ledger'>,
  { id }: Pick<EffectSettled, 'id'>,
): Judgement<'unknown-effect' | 'nothing-to-settle'> {
  const entry = ledger.find((one) => one.id === id);
  if (!entry) return { code: 'unknown-effect', message: `The run has no effect ${id}.` };
  return ['undo-failed', 'unknown', 'conflict'].includes(entry.state) ? 'taken' : nothingToSettle(id);
}

export function nothingToSettle(id: string): Refusal<'nothing-to-settle'> {
  return { code: 'nothing-to-settle', message: `${id} does not wait to be settled by a person.` };
}
