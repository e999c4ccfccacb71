import { type Approval, isOpenApproval } from '../approvals/approval.ts';
import { setApprovalState } from '../approvals/run-approvals.ts';
import { denialAnswer } from '../calls/answers.ts';
import { answerCall, waitsForRetry } from '../calls/call.ts';
import { replaceCall } from '../calls/replace-call.ts';
import { nextAskMs } from '../model/await-provider.ts';
import { checkTime } from '../work/time-limit.ts';
import { lackingOfWorkers, unservedTimes } from './on-unserved.ts';
import type { RunState } from './run-state.ts';

/**
 * When the run has to look at the clock next, if ever: a reminder, a deadline, the time for a probe or to send a call again.
 * When it looks whether its own time is up is told apart (`timeCheckMs`).
 */
export function nextDeadlineMs(state: RunState): number | undefined {
  if (state.outcome) return undefined;
  const times = [
    ...undecided(state).map(({ reminded, remindAtMs, expiresAtMs }) => (reminded ? expiresAtMs : remindAtMs)),
    ...state.calls.flatMap(({ progress }) =>
      progress.state === 'settling' && progress.by === 'probe' && progress.notBeforeMs > state.nowMs
        ? [progress.notBeforeMs]
        : [],
    ),
    ...state.calls.flatMap(({ progress }) =>
      progress.state === 'ready' && (progress.notBeforeMs ?? 0) > state.nowMs
        ? [progress.notBeforeMs ?? 0]
        : [],
    ),
    ...unservedTimes(state),
    ...askTimes(state),
  ];
  return times.length === 0 ? undefined : Math.min(...times);
}

/** What the wait is for, in a person's words. */
export function deadlineSummary(state: RunState): string {
  const open = undecided(state).map(({ id }) => id);
  const lacking = lackingOfWorkers(state);
  if (lacking.length > 0) return `until it goes out again to a worker that has ${lacking.join(', ')}`;
  if (askTimes(state).length > 0) return `until ${state.charter?.model.id ?? 'the model'} is asked again`;
  if (open.length > 0) return `until a reminder or the deadline of ${open.join(', ')}`;
  const again = state.calls.filter((call) => waitsForRetry(call, state.nowMs)).map(({ id }) => id);
  return again.length > 0 ? `until ${again.join(', ')} is sent again` : 'until a probe can tell the truth';
}

/** Time went by: remind, let deadlines pass. No answer by the deadline is a denial. */
export function onTimePassed(state: RunState, atMs: number): RunState {
  const checked = checkTime(state, atMs);
  if (!awaitsClock(checked)) return checked;
  return undecided(checked).reduce<RunState>(
    (current, approval) => {
      if (atMs >= approval.expiresAtMs) return expire(current, approval.id, approval.call);
      if (approval.reminded || atMs < approval.remindAtMs) return current;
      const approvals = current.approvals.map((one) =>
        one.id === approval.id ? { ...one, reminded: true } : one,
      );
      return { ...current, approvals };
    },
    { ...checked },
  );
}

/** Open approvals that no edit is on its way for: an edit was a decision in time. */
function undecided(state: RunState): readonly Approval[] {
  return state.approvals.filter((approval) => {
    const progress = state.calls.find(({ id }) => id === approval.call)?.progress;
    return isOpenApproval(approval) && progress?.state === 'awaiting-approval';
  });
}

function askTimes(state: RunState): readonly number[] {
  const askMs = nextAskMs(state);
  return askMs !== undefined && askMs > state.nowMs ? [askMs] : [];
}

function awaitsClock(state: RunState): boolean {
  if (state.unserved || state.providerWait) return true;
  return (
    state.approvals.some(isOpenApproval) ||
    state.calls.some(
      ({ progress }) =>
        progress.state === 'settling' || (progress.state === 'ready' && progress.notBeforeMs !== undefined),
    )
  );
}

function expire(state: RunState, approvalId: string, callId: string): RunState {
  const call = state.calls.find(({ id }) => id === callId);
  const expired = setApprovalState(state, approvalId, 'expired');
  if (call?.progress.state !== 'awaiting-approval') return expired;
  return replaceCall(
    expired,
    answerCall(call, denialAnswer('nobody approved this call before its deadline.')),
  );
}
