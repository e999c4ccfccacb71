import { undoLetters } from '../undo/undo-command.ts';
import type { Activity } from './activity.ts';
import { toolFailures } from './activity-failure.ts';

/** What stands against an undo; absent when nothing does. */
export interface UndoConflictResult {
  readonly conflict?: string;
}

export const checkUndo = {
  type: { ofTool: '.conflict' },
  letter: undoLetters['check-undo'],
  failures: toolFailures,
  fact: () => undefined,
} as const satisfies Activity<UndoConflictResult>;
