import { idForCall } from '../ids/ids.ts';
import { given } from '../values/given.ts';
import { type CheckSettlement, type UndoCommand, undoLetters } from './undo-command.ts';
import { dueEffects } from './undo-pass.ts';
import type { UndoPurpose, UndoState } from './undo-state.ts';

/** Name everything of an undo that may start now. A command that was started is not named again. */
export function decideUndo(state: UndoState): readonly UndoCommand[] {
  return [...decideSettlements(state), ...decidePass(state)];
}

/** Checks of what people say of effects; they wait for nothing. */
export function decideSettlements({ settlements, ledger, tools }: UndoState): readonly CheckSettlement[] {
  const due = settlements?.open.filter(({ started }) => !started) ?? [];
  return due.flatMap(({ effectId, number, output }) => {
    const effect = ledger.find(({ id }) => id === effectId);
    const policy = effect && tools[effect.tool];
    if (!policy) return [];
    const kind = 'check-settlement' as const;
    return [
      { kind, id: idForCall(effectId, undoLetters[kind], number), effect, policy, ...given({ output }) },
    ];
  });
}

const kinds = { undo: 'undo-effect', plan: 'check-undo' } as const satisfies Record<
  UndoPurpose,
  UndoCommand['kind']
>;

function decidePass({ current, ledger, tools }: UndoState): readonly UndoCommand[] {
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
