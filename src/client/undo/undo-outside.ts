import type { UndoEffectsMessage, UndoReceipt } from '../../core/messages/undo-effects.ts';
import { planUndo } from '../../core/undo/undo-plan.ts';
import type { TemporalAccess } from '../connection/temporal-access.ts';
import type { SendOptions } from '../messages/send-message.ts';
import type { FoundRun } from '../runs/find-run.ts';
import { checkSelection } from './check-selection.ts';
import { readLedgerForUndo } from './ledger-for-undo.ts';
import { askUndoWorkflow } from './undo-workflow.ts';

/** Requests that met an older plan of the same run, which knows less of it than this one, are made anew so often. */
const maxTries = 5;

export interface OutsideOptions extends Pick<SendOptions, 'timeoutMs' | 'signal'> {
  readonly apply?: boolean | undefined;
}

/**
 * Have effects of a run undone, or planned to be, by its undo workflow: over the ledger that the run's history and earlier
 * undos tell.
 *
 * @throws HoldfastError 3 `unknown_effect`, `step_not_found`; 8 `no_worker`.
 */
export async function askOutside(
  access: TemporalAccess,
  found: FoundRun,
  message: UndoEffectsMessage,
  { apply = false, timeoutMs, signal }: OutsideOptions,
): Promise<UndoReceipt> {
  const ledger = await readLedgerForUndo(access, found);
  checkSelection(found, ledger, message);
  const expected = planUndo(ledger.entries, message).map(({ effectId }) => effectId);
  if (expected.length === 0) return { accepted: true, items: [], complete: true };
  const name = apply ? 'undoEffects' : 'planUndo';
  for (let tries = 1; ; tries++) {
    const receipt = await askUndoWorkflow(access, found, ledger, name, message, { timeoutMs, signal });
    const told = new Set(receipt.items.map(({ effectId }) => effectId));
    if (tries >= maxTries || expected.every((id) => told.has(id))) return receipt;
  }
}
