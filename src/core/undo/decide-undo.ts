import type { CharterTool } from '../charter/charter.ts';
import type { LedgerEntry } from '../effects/effect.ts';
import { dueEffects } from './undo-pass.ts';
import type { UndoPurpose, UndoState } from './undo-state.ts';

/** Something of an undo that may start now: a compensation, or a look whether one would go through. */
export interface UndoCommand {
  readonly kind: 'undo-effect' | 'check-undo';
  /** `<effect id>u<number of the undo>`; `<effect id>k<number of the plan>`. */
  readonly id: string;
  readonly effect: LedgerEntry;
  readonly policy: CharterTool;
}

const commands: Record<UndoPurpose, { readonly kind: UndoCommand['kind']; readonly letter: string }> = {
  undo: { kind: 'undo-effect', letter: 'u' },
  plan: { kind: 'check-undo', letter: 'k' },
};

/** Name everything of an undo that may start now. A command that was started is not named again. */
export function decideUndo({ current, ledger, tools }: UndoState): readonly UndoCommand[] {
  if (!current) return [];
  const { kind, letter } = commands[current.purpose];
  return dueEffects(current).flatMap((effectId) => {
    const effect = ledger.find(({ id }) => id === effectId);
    const policy = effect && tools[effect.tool];
    return policy ? [{ kind, id: `${effectId}${letter}${current.number}`, effect, policy }] : [];
  });
}
