import { undoLetters } from '../undo/undo-command.ts';
import type { UndoEnd } from '../undo/undo-pass.ts';
import type { Activity, ActivityEnd, StepEnd } from './activity.ts';
import { toolFailures } from './activity-failure.ts';
import { isOneOf, isText } from './output-shape.ts';

/** What a compensation returns. */
export type UndoResult = Exclude<UndoEnd, { kind: 'failed' }>;

export const undoEffect = {
  type: { ofTool: '.undo' },
  letter: undoLetters['undo-effect'],
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
