import { ApplicationFailure, CancelledFailure } from '@temporalio/workflow';
import type { RunState } from '../core/run/run-state.ts';
import type { RunView } from '../core/view/run-view.ts';
import { viewOfRun } from '../core/view/view-of-run.ts';

/**
 * End the workflow so that those who only know Temporal see how: a failed run as Failed, of the type of its outcome's
 * code and with the outcome in its details; one that Temporal was asked to cancel, and that ends as cancelled, as
 * Canceled. Any other end is Completed, with the run's own last word as the result.
 *
 * Of the first two the client reads the view from the history, which tells all that the run knew.
 */
export function endOfRun(state: RunState, isCancelledInTemporal: boolean): RunView {
  const { outcome } = state;
  if (outcome?.kind === 'failed') {
    const { answer: _, ...told } = outcome;
    throw ApplicationFailure.create({
      type: told.reason?.code ?? 'unexpected',
      message: told.reason?.message ?? 'The run failed.',
      nonRetryable: true,
      details: [told],
    });
  }
  if (outcome?.kind === 'cancelled' && isCancelledInTemporal) {
    throw new CancelledFailure(outcome.reason?.message ?? 'The run was cancelled.');
  }
  return viewOfRun(state);
}
