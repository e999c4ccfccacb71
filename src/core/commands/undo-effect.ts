import type { CharterTool } from '../charter/charter.ts';
import type { LedgerEntry } from '../effects/effect.ts';
import type { UndoEnd } from '../undo/undo-pass.ts';
import type { Activity, ActivityEnd, StepEnd } from './activity.ts';
import { toolFailures } from './activity-failure.ts';
import { isOneOf, isText } from './output-shape.ts';

/** Reverse an effect. Numbered by the pass that it belongs to. */
export interface UndoEffect {
  readonly kind: 'undo-effect';
  readonly id: string;
  readonly effect: LedgerEntry;
  readonly policy: CharterTool;
}

/** What a compensation returns. */
export type UndoResult = Exclude<UndoEnd, { kind: 'failed' }>;

export const undoEffect = {
  type: { ofTool: '.undo' },
  letter: 'u',
  failures: toolFailures,
  step: { kind: 'undo', place: 4, told },
  isReadable: (output) => isOneOf(output, { undone: () => true, conflict: ({ message }) => isText(message) }),
  fact: (id, end) => ({ type: 'undo-ended', id, end: end.kind === 'failed' ? end : end.output }),
} as const satisfies Activity<UndoResult>;

/** How an undo ended, by the end of its activity. */
export function undoEndOf(end: ActivityEnd): UndoEnd {
  return end.kind === 'failed' ? end : (end.output as unknown as UndoResult);
}

function told(result: UndoResult): StepEnd {
  return result.kind === 'conflict'
    ? { error: { type: 'undo-conflict', message: result.message, retryable: false } }
    : { result: result.kind };
}
