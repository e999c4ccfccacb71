import { idForCall } from '../ids/ids.ts';
import { type UndoCommand, undoLetters } from './undo-command.ts';
import { dueEffects } from './undo-pass.ts';
import type { UndoPurpose, UndoState } from './undo-state.ts';

const kinds: Record<UndoPurpose, UndoCommand['kind']> = { undo: 'undo-effect', plan: 'check-undo' };

/** Name everything of an undo that may start now. A command that was started is not named again. */
export function decideUndo({ current, ledger, tools }: UndoState): readonly UndoCommand[] {
  if (!current) return [];
  const kind = kinds[current.purpose];
  return dueEffects(current).flatMap((effectId) => {
    const effect = ledger.find(({ id }) => id === effectId);
    const policy = effect && tools[effect.tool];
    return policy
      ? [{ kind, id: idForCall(effectId, undoLetters[kind], current.number), effect, policy }]
      : [];
  });
}
