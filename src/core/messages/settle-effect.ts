import { awaitsSettling, type EffectSettled, onEffectSettled } from '../calls/on-effect-settled.ts';
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
    ...(output === undefined ? {} : { output }),
    by,
  }),
  refusals: { 'unknown-effect': 'not-found', 'nothing-to-settle': 'conflict' },
  judge: ({ calls, effects }, { id }) => {
    const call = calls.find((one) => one.id === id);
    const entry = effects.find((one) => one.id === id);
    if (!entry) return { code: 'unknown-effect', message: `This run has no effect ${id}.` };
    const asksPerson = call?.progress.state === 'settling' && call.progress.by === 'person';
    return asksPerson || awaitsSettling(entry)
      ? 'taken'
      : { code: 'nothing-to-settle', message: `${id} does not wait to be settled by a person.` };
  },
  take: onEffectSettled,
};
