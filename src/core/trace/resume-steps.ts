import { isAnswered } from '../calls/call.ts';
import type { RunState } from '../run/run-state.ts';
import { stepsBeforeCalls } from '../steps/steps.ts';
import { approvalSteps } from './approval-steps.ts';
import { countStep } from './end-call-steps.ts';
import type { TraceSteps } from './trace-steps.ts';

/** Begin a trace in mid-run: calls of a turn that was not over come along. */
export function resumeSteps(steps: TraceSteps, carried: RunState, atMs: number): void {
  const { calls, counters } = carried;
  steps.countBefore = stepsBeforeCalls(counters, calls);
  for (const call of calls) {
    const { id, tool, arguments: input } = call;
    const draft = steps.begin({ id, kind: 'tool', action: { tool, input } }, atMs);
    countStep(draft, call);
    if (isAnswered(call)) draft.endedAtMs = atMs;
  }
  const ofTheseCalls = carried.approvals.filter((approval) => calls.some(({ id }) => id === approval.call));
  approvalSteps(steps, { ...carried, approvals: [] }, { ...carried, approvals: ofTheseCalls }, atMs);
}
