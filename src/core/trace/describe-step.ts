import { attemptsMade } from '../attempts/count-attempts.ts';
import { isControlTool } from '../calls/control-tools.ts';
import type { ActivityEnd, ActivityStep } from '../commands/activity.ts';
import { callId } from '../ids/ids.ts';
import { callsOf, type ModelTurn } from '../model/model-turn.ts';
import type { Failure } from '../values/failure.ts';
import { failureTypes } from '../values/failure-types.ts';
import type { TraceDraft } from './trace-draft.ts';
import type { TraceSteps } from './trace-steps.ts';

/** Enter what an activity brought, as its kind tells it. */
export function endStep(
  draft: TraceDraft,
  told: NonNullable<ActivityStep<never>['told']>,
  end: ActivityEnd,
): void {
  if (end.kind === 'completed') {
    // What went wrong with an earlier dispatch is overcome.
    delete draft.error;
    Object.assign(draft, told(end.output as never));
    return;
  }
  draft.error = failedStep(end.failure);
}

/** By what the run counts, not by what Temporal noted last: who gave it back has not tried. */
export function countAttempts(draft: TraceDraft, failure: Failure): void {
  if (failure.type === failureTypes.toolCancelled) return;
  draft.attempts = draft.attemptsBefore + attemptsMade(failure);
}

export function failedStep({ type, message, retryable }: Failure): NonNullable<TraceDraft['error']> {
  return { type, message, retryable };
}

/** Begin a step for each call that an answer proposes. */
export function proposeCalls(
  steps: TraceSteps,
  turn: number,
  answer: ModelTurn,
  atMs: number,
): readonly TraceDraft[] {
  return callsOf(answer).map(({ tool, arguments: input, check }, position) => {
    const kind = isControlTool(tool) ? 'control' : 'tool';
    const draft = steps.begin({ id: callId(turn, position + 1), kind, action: { tool, input } }, atMs);
    if (check.kind === 'valid' && check.leftOut) draft.leftOut = check.leftOut;
    return draft;
  });
}
