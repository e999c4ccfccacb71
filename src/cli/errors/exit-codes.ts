import { type ExitCode, exitCodes } from '../../contracts/exit-codes.ts';
import type { RunOutcome } from '../../core/run/outcome.ts';
import type { RunView } from '../../core/view/run-view.ts';

export { type ExitCode, exitCodes };

const byOutcome: Record<RunOutcome['kind'], ExitCode> = {
  answered: exitCodes.ok,
  undone: exitCodes.ok,
  partial: exitCodes.partial,
  'handed-over': exitCodes.waitingForPerson,
  cancelled: exitCodes.cancelled,
  failed: exitCodes.failed,
};

/** Tell how a run ended, as an exit code. */
export function exitCodeOfOutcome(outcome: Pick<RunOutcome, 'kind'>): ExitCode {
  return byOutcome[outcome.kind];
}

/** Tell how following a run ended: by its outcome, or 5 for a run that waits for a person. */
export function exitCodeOfRun(run: Pick<RunView, 'outcome'>): ExitCode {
  return run.outcome === undefined ? exitCodes.waitingForPerson : exitCodeOfOutcome(run.outcome);
}
