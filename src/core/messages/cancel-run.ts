import { stopRun } from '../calls/stop-run.ts';
import { foldUndoOfRun } from '../undo/undo-of-run.ts';
import { given } from '../values/given.ts';
import type { RunMessage } from './message.ts';
import { checkFields, flagValue, optionalField, optionalReason, requiredText } from './payload-checks.ts';

export interface CancelRunMessage {
  readonly by: string;
  readonly reason?: string;
  /** Undo what the run has done before it closes. Default: keep it. */
  readonly undo?: boolean;
}

export interface CancelRequested {
  readonly type: 'cancel-requested';
  readonly by: string;
  readonly reason?: string;
  readonly undo?: boolean;
}

/** What Temporal's own cancellation of the workflow means to a run. */
export const nativeCancellation: CancelRunMessage = { by: 'temporal', reason: 'workflow cancellation' };

/**
 * Ask a run to end as cancelled. No attempt of a write begins any more; one that is under way is waited for, at most to
 * its own deadline. Reads, and what no worker has taken yet, are not waited for.
 */
export const cancelRun: RunMessage<CancelRunMessage, CancelRequested> = {
  event: 'cancel-requested',
  malformed: checkFields(requiredText('by'), optionalReason(), optionalField('undo', flagValue)),
  toEvent: ({ by, reason, undo = false }) => ({
    type: 'cancel-requested',
    by,
    ...given({ reason }),
    undo,
  }),
  refusals: {},
  // One that undoes may follow one that keeps.
  judge: ({ cancel }, { undo = false }) => (cancel && (cancel.undo || !undo) ? 'duplicate' : 'taken'),
  take: (state, { by, reason, undo = false }) => {
    const because = reason === undefined ? {} : { reason };
    const cancelled = stopRun({ ...state, cancel: { by, ...because, undo } });
    return undo
      ? foldUndoOfRun(cancelled, { type: 'undo-requested', selection: {}, by, ...because })
      : cancelled;
  },
};
