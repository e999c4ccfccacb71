import type { Activity } from './activity.ts';
import { toolFailures } from './activity-failure.ts';
import { fieldsOf, isText } from './output-shape.ts';
import type { UndoEffect } from './undo-effect.ts';

/** Look whether an undo would go through. Asked for by the plan of an undo, and no command: no run takes it in. */
export interface CheckUndo extends Omit<UndoEffect, 'kind'> {
  readonly kind: 'check-undo';
}

/** What stands against an undo; absent when nothing does. */
export interface UndoConflictResult {
  readonly conflict?: string;
}

export const checkUndo = {
  type: { ofTool: '.conflict' },
  letter: 'k',
  failures: toolFailures,
  isReadable: (output) => {
    const { conflict } = fieldsOf(output);
    return typeof output === 'object' && output !== null && (conflict === undefined || isText(conflict));
  },
  fact: () => undefined,
} as const satisfies Activity<UndoConflictResult>;
