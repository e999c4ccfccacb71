import { maxEffects } from '../effects/effect.ts';
import { judgeSelection } from '../undo/judge-undo.ts';
import type { UndoRequested } from '../undo/undo-event.ts';
import { foldUndoOfRun, undoOfRun } from '../undo/undo-of-run.ts';
import { isComplete } from '../undo/undo-pass.ts';
import type { UndoItem, UndoSelection } from '../undo/undo-plan.ts';
import { endOfRequest, isUndoing, type UndoPass } from '../undo/undo-state.ts';
import type { RunMessage } from './message.ts';
import {
  checkFields,
  fieldOf,
  optionalField,
  optionalReason,
  requiredText,
  textValue,
} from './payload-checks.ts';

export interface UndoEffectsMessage extends UndoSelection {
  readonly by: string;
  readonly reason?: string;
}

/** Answer to `undoEffects`: how each item ended. */
export interface UndoReceipt {
  readonly accepted: true;
  readonly items: readonly UndoItem[];
  readonly complete: boolean;
}

/** Undo effects of a run while it is open; its sender hears when every item has ended. */
export const undoEffects: RunMessage<
  UndoEffectsMessage,
  UndoRequested,
  'undo-running' | 'unknown-effect',
  UndoReceipt
> = {
  event: 'undo-requested',
  malformed: checkFields(
    requiredText('by'),
    optionalReason(),
    optionalField('afterStep', stepValue),
    optionalField('effectIds', effectIdsValue),
    oneSelection,
  ),
  toEvent: ({ by, reason, effectIds, afterStep }) => ({
    type: 'undo-requested',
    selection: { ...(effectIds && { effectIds }), ...(afterStep !== undefined && { afterStep }) },
    by,
    ...(reason === undefined ? {} : { reason }),
  }),
  refusals: { 'undo-running': 'conflict', 'unknown-effect': 'not-found' },
  judge: (state, event) =>
    isUndoing(state.undos)
      ? { code: 'undo-running', message: 'An undo of this run is under way; wait for it.' }
      : judgeSelection(undoOfRun(state), event),
  take: foldUndoOfRun,
  answerLater: (_event, { undos }) => {
    const request = { purpose: 'undo', number: undos.counts.undo } as const;
    return (state) => undoReceipt(endOfRequest(state.undos, request));
  },
};

/** Answer once a request has ended; a plan completes nothing. */
export function undoReceipt(pass: UndoPass | undefined): UndoReceipt | undefined {
  if (!pass) return undefined;
  const { purpose, items } = pass;
  return { accepted: true, items, complete: purpose === 'undo' && isComplete(items) };
}

function stepValue(value: unknown): string | undefined {
  const isStep = Number.isSafeInteger(value) && (value as number) >= 0;
  return isStep ? undefined : 'must be the number of a step, 0 or more';
}

function effectIdsValue(value: unknown): string | undefined {
  const isId = textValue();
  const areIds = Array.isArray(value) && value.length <= maxEffects && !value.some(isId);
  return areIds ? undefined : `must be a list of effect ids, ${maxEffects} at most`;
}

function oneSelection(payload: unknown): string | undefined {
  return fieldOf(payload, 'effectIds') !== undefined && fieldOf(payload, 'afterStep') !== undefined
    ? 'give effectIds or afterStep, not both'
    : undefined;
}
