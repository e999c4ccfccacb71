import type { Call } from '../calls/call.ts';
import type { EffectSettled } from '../effects/effect-settled.ts';
import { maySettle } from '../effects/waits-for-a-person.ts';
import type { Judgement } from '../messages/message.ts';
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

/** Judge what a person tells of an effect; `calls` are those of the turn that is not over. */
export function judgeSettlement(
  { ledger, calls = [] }: Pick<UndoState, 'ledger'> & { readonly calls?: readonly Call[] },
  { id }: Pick<EffectSettled, 'id'>,
): Judgement<'unknown-effect' | 'nothing-to-settle'> {
  const entry = ledger.find((one) => one.id === id);
  if (!entry) return { code: 'unknown-effect', message: `The run has no effect ${id}.` };
  const call = calls.find((one) => one.id === id);
  return maySettle(entry, call)
    ? 'taken'
    : { code: 'nothing-to-settle', message: `${id} does not wait to be settled by a person.` };
}
