import { answerSettled } from '../calls/on-effect-settled.ts';
import type { EffectSettled, SettledOutcome } from '../effects/effect-settled.ts';
import type { RunState } from '../run/run-state.ts';
import { judgeSettlement } from '../undo/judge-undo.ts';
import { settlementAnswer } from '../undo/settle-effects.ts';
import type { SettlementReceipt, SettlementRefusal } from '../undo/settlement.ts';
import { foldUndoOfRun, undoOfRun } from '../undo/undo-of-run.ts';
import { given } from '../values/given.ts';
import type { Json } from '../values/json.ts';
import type { RefusalKind, RunMessage } from './message.ts';
import {
  checkFields,
  choiceValue,
  fieldOf,
  jsonValue,
  optionalField,
  requiredText,
  trueValue,
} from './payload-checks.ts';

/** What only a person can know: whether an unknown effect is in the world. */
export interface SettleEffectMessage {
  readonly effectId: string;
  /** Left out only with `probe`: then as the probe finds. */
  readonly outcome?: SettledOutcome;
  /** Of an applied effect: what its tool returned. Held against the tool's output schema. */
  readonly output?: Json;
  /** Have the tool's probe bear it out, and tell what the tool returned. */
  readonly probe?: true;
  readonly by: string;
}

/** What trouble each refusal is, of whoever takes it. */
export const settlementRefusals: Readonly<Record<SettlementRefusal, RefusalKind>> = {
  'unknown-effect': 'not-found',
  'nothing-to-settle': 'conflict',
  'being-settled': 'conflict',
  'being-undone': 'conflict',
  'result-missing': 'usage',
  'not-checkable': 'usage',
  'result-misfit': 'usage',
  'result-unchecked': 'conflict',
  'probe-differs': 'conflict',
};

/**
 * Tell the run whether an effect that nobody could make out is in the world. What is said is held against the effect's
 * tool before it counts, where there is something to check; its sender hears what came of that.
 */
export const settleEffect: RunMessage<
  SettleEffectMessage,
  EffectSettled,
  SettlementRefusal,
  SettlementReceipt
> = {
  event: 'effect-settled',
  malformed: checkFields(
    requiredText('effectId'),
    requiredText('by'),
    optionalField('outcome', choiceValue(['applied', 'absent'])),
    optionalField('output', jsonValue),
    optionalField('probe', trueValue),
    restsOnOne,
  ),
  toEvent: ({ effectId, outcome, output, probe, by }) => ({
    type: 'effect-settled',
    id: effectId,
    ...given({ outcome, output, probe }),
    by,
  }),
  refusals: settlementRefusals,
  judge: (state, event) => judgeSettlement({ ...undoOfRun(state), calls: state.calls }, event),
  take: (state, event) => answerSettled(foldUndoOfRun(state, event), event.id),
  answerLater: (_event, taken) => settlementAnswer(undoOfRun(taken), (state: RunState) => undoOfRun(state)),
};

function restsOnOne(payload: unknown): string | undefined {
  const [outcome, output, probe] = ['outcome', 'output', 'probe'].map((field) => fieldOf(payload, field));
  if (outcome === undefined && probe === undefined) return 'outcome must be one of applied, absent';
  if (output !== undefined && probe !== undefined) return 'give output or probe, not both';
  return output !== undefined && outcome !== 'applied' ? 'output goes with the outcome applied' : undefined;
}
