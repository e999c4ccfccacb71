import { lastStep, numberEffects } from '../calls/step-numbers.ts';
import { maxEffects } from '../effects/effect.ts';
import type { RunState } from '../run/run-state.ts';
import { judgeSelection } from '../undo/judge-undo.ts';
import type { UndoRequested } from '../undo/undo-event.ts';
import { foldUndoOfRun, undoOfRun } from '../undo/undo-of-run.ts';
import { isComplete } from '../undo/undo-pass.ts';
import type { UndoItem, UndoSelection } from '../undo/undo-plan.ts';
import { endOfRequest, isUndoing, type UndoPass } from '../undo/undo-state.ts';
import { given } from '../values/given.ts';
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
  'undo-running' | 'unknown-effect' | 'step-not-found',
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
    selection: given({ effectIds, afterStep }),
    by,
    ...given({ reason }),
  }),
  refusals: { 'undo-running': 'conflict', 'unknown-effect': 'not-found', 'step-not-found': 'not-found' },
  judge: (state, event) => {
    const { afterStep = 0 } = event.selection;
    const last = lastStep(state);
    if (isUndoing(state.undos))
      return { code: 'undo-running', message: 'An undo of this run is under way; wait for it.' };
    return afterStep > last
      ? { code: 'step-not-found', message: `This run has no step ${afterStep}; its last one is ${last}.` }
      : judgeSelection(undoOfRun(state), event);
  },
  take: (state, event) => foldUndoOfRun(state, { ...event, selection: fixedSelection(state, event) }),
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

/**
 * Hold a selection to the steps as they are numbered at this moment. Effects of a turn that is not over have no number
 * yet, and by the time the undo begins they may have another one.
 */
function fixedSelection(state: RunState, { selection }: UndoRequested): UndoSelection {
  const { afterStep } = selection;
  if (afterStep === undefined) return selection;
  const later = numberEffects(state).filter(
    ({ stepNumber = Number.POSITIVE_INFINITY }) => stepNumber > afterStep,
  );
  return { effectIds: later.map(({ id }) => id) };
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
