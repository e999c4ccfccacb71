import { isOpen } from '../approvals/approval.ts';
import { cancelledAnswer } from '../calls/answers.ts';
import { answerCall, awaitsProbe, type Call } from '../calls/call.ts';
import { replaceCall } from '../calls/replace-call.ts';
import { settleCancelled } from '../calls/settling.ts';
import type { RunState } from '../run/run-state.ts';
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
  /**
   * What has not started never will, and nobody needs what only looks. A write that was sent is waited for; so is what a
   * probe can tell of one that may have acted.
   */
  take: (state, { by, reason, undo = false }) => {
    const because = reason === undefined ? {} : { reason };
    const asked: RunState = {
      ...state,
      cancel: { by, ...because, undo },
      approvals: state.approvals.map((approval) =>
        isOpen(approval) ? { ...approval, state: 'void' } : approval,
      ),
    };
    const cancelled = state.calls.reduce(cancelCall, asked);
    return undo
      ? foldUndoOfRun(cancelled, { type: 'undo-requested', selection: {}, by, ...because })
      : cancelled;
  },
};

function cancelCall(state: RunState, call: Call): RunState {
  const writes = state.charter?.tools[call.tool]?.effect !== 'read';
  if (awaitsProbe(call) || (writes && call.progress.state === 'acting')) return state;
  if (writes && call.mayHaveActed && call.progress.state === 'ready') return settleCancelled(state, call);
  return replaceCall(state, answerCall(call, cancelledAnswer));
}
