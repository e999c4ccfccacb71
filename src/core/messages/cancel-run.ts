import { isOpen } from '../approvals/approval.ts';
import { cancelledAnswer } from '../calls/answers.ts';
import { answerCall, awaitsProbe, isUnderWay } from '../calls/call.ts';
import type { RunState } from '../run/run-state.ts';
import { foldUndoOfRun } from '../undo/undo-of-run.ts';
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

/** Ask a run to end as cancelled; what is under way is waited for. */
export const cancelRun: RunMessage<CancelRunMessage, CancelRequested> = {
  event: 'cancel-requested',
  malformed: checkFields(requiredText('by'), optionalReason(), optionalField('undo', flagValue)),
  toEvent: ({ by, reason, undo = false }) => ({
    type: 'cancel-requested',
    by,
    ...(reason === undefined ? {} : { reason }),
    undo,
  }),
  refusals: {},
  // One that undoes may follow one that keeps.
  judge: ({ cancel }, { undo = false }) => (cancel && (cancel.undo || !undo) ? 'duplicate' : 'taken'),
  /** What has not started never will; what is under way is waited for, and so is what a probe can tell. */
  take: (state, { by, reason, undo = false }) => {
    const because = reason === undefined ? {} : { reason };
    const cancelled: RunState = {
      ...state,
      cancel: { by, ...because, undo },
      calls: state.calls.map((call) =>
        isUnderWay(call) || awaitsProbe(call) ? call : answerCall(call, cancelledAnswer),
      ),
      approvals: state.approvals.map((approval) =>
        isOpen(approval) ? { ...approval, state: 'void' } : approval,
      ),
    };
    return undo
      ? foldUndoOfRun(cancelled, { type: 'undo-requested', selection: {}, by, ...because })
      : cancelled;
  },
};
