import { isOpenApproval } from '../approvals/approval.ts';
import type { RunState } from '../run/run-state.ts';
import { answerCall, awaitsProbe, type Call } from './call.ts';
import { replaceCall } from './replace-call.ts';
import { settleStopped } from './settling.ts';
import { stoppedAnswer } from './stopping.ts';

/**
 * Bring the open calls of a run to a close that goes on no more.
 *
 * What has not started never will, and nobody needs what only looks. A write that was sent is waited for; so is what a
 * probe can tell of one that may have acted.
 */
export function stopRun(state: RunState): RunState {
  const approvals = state.approvals.map((approval) =>
    isOpenApproval(approval) ? { ...approval, state: 'void' as const } : approval,
  );
  return state.calls.reduce<RunState>(stopCall, { ...state, approvals });
}

function stopCall(state: RunState, call: Call): RunState {
  const writes = state.charter?.tools[call.tool]?.effect !== 'read';
  if (awaitsProbe(call) || (writes && call.progress.state === 'acting')) return state;
  if (writes && call.mayHaveActed && call.progress.state === 'ready') return settleStopped(state, call);
  return replaceCall(state, answerCall(call, stoppedAnswer(state)));
}
