import { onEffectSettled } from '../calls/on-effect-settled.ts';
import type { EffectSettled } from '../effects/effect-settled.ts';
import type { RunState } from '../run/run-state.ts';
import { judgeSettlement, nothingToSettle } from '../undo/judge-undo.ts';
import { foldUndoOfRun, undoOfRun } from '../undo/undo-of-run.ts';
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
  judge: (state, event) => {
    const { progress } = settlingCall(state, event) ?? {};
    if (progress?.by === 'person') return 'taken';
    return progress ? nothingToSettle(event.id) : judgeSettlement(undoOfRun(state), event);
  },
  take: (state, event) =>
    settlingCall(state, event) ? onEffectSettled(state, event) : foldUndoOfRun(state, event),
};

/** Nobody knows yet whether this call took effect. */
function settlingCall({ calls }: RunState, { id }: EffectSettled) {
  const call = calls.find((one) => one.id === id);
  return call?.progress.state === 'settling' ? { progress: call.progress } : undefined;
}
