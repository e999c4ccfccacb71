import type { ActivityEnd } from '../trace/history-fact.ts';
import type { UndoCommand } from './decide-undo.ts';
import type { UndoChecked, UndoEnded } from './undo-event.ts';
import type { UndoEnd } from './undo-pass.ts';

/** What an undo makes of the end of one of its commands. What could not be checked is no undo that would go through. */
export function undoFact(
  kind: UndoCommand['kind'],
  effectId: string,
  end: ActivityEnd,
): UndoChecked | UndoEnded {
  if (kind === 'undo-effect') {
    const how = end.kind === 'failed' ? end : (end.output as unknown as UndoEnd);
    return { type: 'undo-ended', id: effectId, end: how };
  }
  if (end.kind === 'failed') {
    const conflict = `it could not be checked: ${end.failure.message}`;
    return { type: 'undo-checked', id: effectId, conflict };
  }
  const { conflict } = end.output as { readonly conflict?: string };
  return { type: 'undo-checked', id: effectId, ...(conflict === undefined ? {} : { conflict }) };
}
