import { maxEffects } from '../effects/effect.ts';
import { isComplete } from '../undo/undo-pass.ts';
import { type UndoItem, type UndoSelection, unknownEffects } from '../undo/undo-plan.ts';
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

export interface UndoRequested {
  readonly type: 'undo-requested';
  readonly selection: UndoSelection;
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
  judge: ({ undo, undoRequest, effects }, { selection }) => {
    if (undo || undoRequest) {
      return { code: 'undo-running', message: 'An undo of this run is under way; wait for it.' };
    }
    const [unknown] = unknownEffects(effects, selection);
    return unknown === undefined
      ? 'taken'
      : { code: 'unknown-effect', message: `This run has no effect ${unknown}.` };
  },
  take: (state, { selection, by, reason }) => ({
    ...state,
    undoRequest: { selection, by, ...(reason === undefined ? {} : { reason }) },
  }),
  answerLater:
    () =>
    ({ undo, undoRequest, lastUndo }) => {
      if (undo || undoRequest) return undefined;
      const items = lastUndo?.items ?? [];
      return { accepted: true, items, complete: isComplete(items) };
    },
};

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
