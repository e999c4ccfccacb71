import { type Approval, isOpenApproval } from '../approvals/approval.ts';
import type { RunState } from '../run/run-state.ts';
import { boundedText } from '../values/bounded-text.ts';
import type { Json } from '../values/json.ts';
import type { TraceSteps } from './trace-steps.ts';

/** Enter what an event did to the run's approvals: each is a step from its question to its end. Gives their ids. */
export function approvalSteps(
  steps: TraceSteps,
  before: RunState,
  after: RunState,
  atMs: number,
): readonly string[] {
  if (before.approvals === after.approvals) return [];
  return after.approvals
    .filter((approval) => !before.approvals.includes(approval))
    .map((approval) => {
      const { id, tool, arguments: input, requestedAtMs, rule, reason } = approval;
      const beginning = { id, kind: 'approval' as const, action: { tool, input } };
      const draft = steps.get(id) ?? steps.begin(beginning, requestedAtMs);
      draft.verdict = { kind: 'ask', rule, reason };
      draft.result = resultOf(approval);
      if (!isOpenApproval(approval)) draft.endedAtMs ??= atMs;
      return id;
    });
}

/** Short enough to stay whole in a trace without payloads. */
function resultOf({ id, state, decisions }: Approval): Json {
  const taken = decisions.findLast(({ accepted }) => accepted);
  const refused = decisions.filter(({ accepted }) => !accepted).length;
  return {
    approval: id,
    state,
    ...(taken && {
      decision: taken.decision,
      by: boundedText(taken.by, { chars: 60 }),
      ...(taken.reason === undefined ? {} : { reason: boundedText(taken.reason, { chars: 120 }) }),
    }),
    ...(refused > 0 && { refused }),
  };
}
