import { answerSettled } from '../calls/on-effect-settled.ts';
import type { ProbeRequested } from '../effects/effect-settled.ts';
import type { RunState } from '../run/run-state.ts';
import { judgeSettlement } from '../undo/judge-undo.ts';
import { settlementAnswer } from '../undo/settle-effects.ts';
import type { SettlementReceipt, SettlementRefusal } from '../undo/settlement.ts';
import { foldUndoOfRun, undoOfRun } from '../undo/undo-of-run.ts';
import type { RunMessage } from './message.ts';
import { checkFields, requiredText } from './payload-checks.ts';
import { settlementRefusals } from './settle-effect.ts';

export interface ProbeEffectMessage {
  readonly effectId: string;
  readonly by: string;
}

/**
 * Have the tool of an effect look again whether it is in the world. What it finds counts as when the run looks itself, and
 * nobody vouches for it; its sender hears what was found.
 */
export const probeEffect: RunMessage<
  ProbeEffectMessage,
  ProbeRequested,
  SettlementRefusal,
  SettlementReceipt
> = {
  event: 'probe-requested',
  malformed: checkFields(requiredText('effectId'), requiredText('by')),
  toEvent: ({ effectId, by }) => ({ type: 'probe-requested', id: effectId, by }),
  refusals: settlementRefusals,
  judge: (state, event) => judgeSettlement({ ...undoOfRun(state), calls: state.calls }, event),
  take: (state, event) => answerSettled(foldUndoOfRun(state, event), event.id),
  answerLater: (_event, taken) => settlementAnswer(undoOfRun(taken), (state: RunState) => undoOfRun(state)),
};
