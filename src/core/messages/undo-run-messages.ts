import type { EffectSettled, ProbeRequested } from '../effects/effect-settled.ts';
import { judgeSelection, judgeSettlement } from '../undo/judge-undo.ts';
import { settlementAnswer } from '../undo/settle-effects.ts';
import type { SettlementReceipt, SettlementRefusal } from '../undo/settlement.ts';
import type { PlanRequested, UndoRequested } from '../undo/undo-event.ts';
import { endOfRequest, type UndoPurpose, type UndoState } from '../undo/undo-state.ts';
import type { FactOf, MessageDefinition, RunMessage } from './message.ts';
import { probeEffect } from './probe-effect.ts';
import { settleEffect } from './settle-effect.ts';
import { type UndoEffectsMessage, type UndoReceipt, undoEffects, undoReceipt } from './undo-effects.ts';

/** What asks for a plan, or for an undo: its sender hears when that has ended, with how. */
function asks<Fact extends PlanRequested | UndoRequested>(
  purpose: UndoPurpose,
  type: Fact['type'],
): MessageDefinition<UndoState, UndoEffectsMessage, Fact, 'unknown-effect', UndoReceipt> {
  return {
    malformed: undoEffects.malformed,
    toEvent: (payload) => ({ ...undoEffects.toEvent(payload), type }) as Fact,
    refusals: { 'unknown-effect': 'not-found' },
    judge: judgeSelection,
    answerLater: (_event, { counts }) => {
      const request = { purpose, number: counts[purpose] };
      return (state) => undoReceipt(endOfRequest(state, request));
    },
  };
}

/** What settles an effect, or looks for it: judged by what an undo knows. */
function settles<Payload, Fact extends EffectSettled | ProbeRequested>({
  malformed,
  toEvent,
  refusals,
}: Pick<
  RunMessage<Payload, Fact, SettlementRefusal, SettlementReceipt>,
  'malformed' | 'toEvent' | 'refusals'
>): MessageDefinition<UndoState, Payload, Fact, SettlementRefusal, SettlementReceipt> {
  return {
    malformed,
    toEvent,
    refusals,
    judge: judgeSettlement,
    answerLater: (_event, taken) => settlementAnswer(taken, (state: UndoState) => state),
  };
}

/**
 * Updates of `undoRun`, the undo of a closed run, by their names on the wire; all may start it. All but the plan are those of a run,
 * with the same payload and the same answer, judged by what an undo knows.
 */
export const undoRunMessages = {
  planUndo: asks<PlanRequested>('plan', 'plan-requested'),
  undoEffects: asks<UndoRequested>('undo', 'undo-requested'),
  settleEffect: settles(settleEffect),
  probeEffect: settles(probeEffect),
} as const;

export type UndoRunMessages = typeof undoRunMessages;
export type UndoRunMessageName = keyof UndoRunMessages;
/** What an undo learns of messages. */
export type UndoRunMessageFact = FactOf<UndoRunMessages[UndoRunMessageName]>;
