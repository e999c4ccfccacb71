import type { TimedFact } from '../messages/message.ts';
import type { UndoCommand } from '../undo/undo-command.ts';
import type { SettlementChecked, SettlementFinding, UndoChecked, UndoEnded } from '../undo/undo-event.ts';
import { given } from '../values/given.ts';
import { readableEnd } from './activities.ts';
import type { ActivityEnd } from './activity.ts';
import { checkSettlement } from './check-settlement.ts';
import type { UndoConflictResult } from './check-undo.ts';
import { undoEndOf } from './undo-effect.ts';

/** What an undo makes of the end of one of its commands. What could not be checked is no undo that would go through. */
export function undoFact(
  kind: UndoCommand['kind'],
  effectId: string,
  ended: ActivityEnd,
  atMs: number,
): UndoChecked | UndoEnded | TimedFact<SettlementChecked> {
  const end = readableEnd(kind, ended);
  if (kind === 'undo-effect') return { type: 'undo-ended', id: effectId, end: undoEndOf(end) };
  if (kind === 'check-settlement')
    return { ...checkSettlement.fact(effectId, end as ActivityEnd<SettlementFinding>), atMs };
  if (end.kind === 'failed') {
    const conflict = `it could not be checked: ${end.failure.message}`;
    return { type: 'undo-checked', id: effectId, conflict, lookFailed: end.failure };
  }
  const { conflict } = end.output as UndoConflictResult;
  return { type: 'undo-checked', id: effectId, ...given({ conflict }) };
}
