import { undoLetters } from '../undo/undo-command.ts';
import { fieldsOf } from '../values/fields-of.ts';
import type { Activity } from './activity.ts';
import { toolFailures } from './activity-failure.ts';
import { isText } from './output-shape.ts';

/** What stands against an undo; absent when nothing does. */
export interface UndoConflictResult {
  readonly conflict?: string;
}

export const checkUndo = {
  type: { ofTool: '.conflict' },
  letter: undoLetters['check-undo'],
  failures: toolFailures,
  isReadable: (output) => {
    const { conflict } = fieldsOf(output);
    return typeof output === 'object' && output !== null && (conflict === undefined || isText(conflict));
  },
  fact: () => undefined,
} as const satisfies Activity<UndoConflictResult>;
