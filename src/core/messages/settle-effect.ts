import { onEffectSettled } from '../calls/on-effect-settled.ts';
import type { EffectSettled } from '../effects/effect-settled.ts';
import { judgeSettlement } from '../undo/judge-undo.ts';
import { foldUndoOfRun } from '../undo/undo-of-run.ts';
import { given } from '../values/given.ts';
import type { Json } from '../values/json.ts';
import type { RunMessage } from './message.ts';
import { checkFields, jsonValue, optionalField, requiredChoice, requiredText } from './payload-checks.ts';

/** What only a person can know: whether an unknown effect is in the world. */
export interface SettleEffectMessage {
  readonly effectId: string;
  readonly outcome: 'applied' | 'absent';
  readonly output?: Json;
  readonly by: string;
}

/** Tell the run whether an effect that nobody could make out is in the world. */
export const settleEffect: RunMessage<
  SettleEffectMessage,
  EffectSettled,
  'unknown-effect' | 'nothing-to-settle'
> = {
  event: 'effect-settled',
  malformed: checkFields(
    requiredText('effectId'),
    requiredText('by'),
    requiredChoice('outcome', ['applied', 'absent']),
    optionalField('output', jsonValue),
  ),
  toEvent: ({ effectId, outcome, output, by }) => ({
    type: 'effect-settled',
    id: effectId,
    outcome,
    ...given({ output }),
    by,
  }),
  refusals: { 'unknown-effect': 'not-found', 'nothing-to-settle': 'conflict' },
  judge: ({ effects: ledger, calls }, event) => judgeSettlement({ ledger, calls }, event),
  take: (state, event) => {
    const call = state.calls.find(({ id }) => id === event.id);
    return call?.progress.state === 'settling' ? onEffectSettled(state, event) : foldUndoOfRun(state, event);
  },
};
