import type { UndoEffectsMessage } from '../../core/messages/undo-effects.ts';
import { unknownEffects } from '../../core/undo/undo-plan.ts';
import { HoldfastError } from '../errors/holdfast-error.ts';
import type { FoundRun } from '../runs/find-run.ts';
import type { RunLedger } from './run-ledger.ts';

/**
 * Refuse an undo of what a run does not have.
 *
 * @throws HoldfastError not-found `unknown_effect`, `step_not_found`.
 */
export function checkSelection(
  found: FoundRun,
  ledger: RunLedger,
  { effectIds = [], afterStep = 0 }: UndoEffectsMessage,
): void {
  const [unknown] = unknownEffects(ledger.entries, { effectIds });
  if (unknown !== undefined) throw notThere(found, 'unknown_effect', `has no effect ${unknown}`);
  if (!Number.isSafeInteger(afterStep) || afterStep < 0 || afterStep > ledger.lastStep) {
    throw notThere(found, 'step_not_found', `has no step ${afterStep}; its last one is ${ledger.lastStep}`);
  }
}

function notThere({ id }: FoundRun, code: string, what: string): HoldfastError {
  return new HoldfastError({
    kind: 'not-found',
    code,
    message: `The run ${id} ${what}.`,
    unchanged: 'Nothing was undone.',
    next: [{ action: 'trace', run: id }],
    details: { run: id },
  });
}
