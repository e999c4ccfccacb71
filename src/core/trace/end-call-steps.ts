import type { Call } from '../calls/call.ts';
import type { ActivityEnd } from '../commands/activity.ts';
import type { ToolResult } from '../commands/run-tool.ts';
import type { RunEvent } from '../run/run-event.ts';
import type { RunState } from '../run/run-state.ts';
import { countsAsStep } from '../steps/steps.ts';
import type { TraceDraft } from './trace-draft.ts';
import type { TraceSteps } from './trace-steps.ts';

/** What moved the run: an event, and the end of the activity that it was made of. */
export interface StepCause {
  readonly event: RunEvent;
  readonly ended?: { readonly end: ActivityEnd; readonly atMs: number };
}

interface Answer {
  readonly id: string;
  readonly content: string;
  readonly isError: boolean;
}

/** End the steps of calls that an event answered, in the words that the model reads. Gives their ids. */
export function endCallSteps(
  steps: TraceSteps,
  before: RunState,
  after: RunState,
  cause: StepCause,
): readonly string[] {
  return answersIn(before, after).flatMap((answer) => {
    const draft = steps.get(answer.id);
    if (!draft || draft.endedAtMs !== undefined) return [];
    const lost = before.calls.find(({ id }) => id === answer.id)?.lastFailure;
    endCallStep(draft, cause, answer, lost);
    return [draft.id];
  });
}

/** End the step of one call: by what its own activity, probe or person brought, else by what the model was told. */
export function endCallStep(
  draft: TraceDraft,
  { event, ended }: StepCause,
  { content, isError }: Pick<Answer, 'content' | 'isError'>,
  lost?: { readonly type: string; readonly retryable: boolean },
): void {
  const isOwn = 'id' in event && event.id === draft.id;
  draft.endedAtMs = isOwn && ended ? ended.atMs : event.atMs;
  // What stood there while the call was open is overtaken.
  delete draft.error;
  if (!draft.counts) draft.startedAtMs = draft.endedAtMs;
  const own = isOwn ? event : undefined;
  switch (own?.type) {
    case 'tool-succeeded':
      draft.result = own.output;
      return;
    case 'prepare-rejected':
    case 'tool-rejected': {
      const result =
        ended?.end.kind === 'completed' ? (ended.end.output as unknown as ToolResult) : undefined;
      const type = result?.kind === 'rejected' ? result.error.type : 'ToolError';
      draft.error = { type, message: content, retryable: false };
      return;
    }
    case 'tool-voided':
      draft.error = { type: 'voided', message: content, retryable: false };
      return;
    case 'prepare-failed':
    case 'tool-failed':
      draft.error = { type: own.failure.type, message: content, retryable: own.failure.retryable };
      return;
    case 'effect-probed':
    case 'settlement-checked':
      if (own.found.kind === 'applied') {
        draft.result = own.found.output;
        return;
      }
      break;
    default:
  }
  if (isError)
    draft.error = { type: lost?.type ?? 'not-run', message: content, retryable: lost?.retryable ?? false };
  else draft.result = content;
}

/** Let a call's step count as soon as its run counts it. */
export function countStep(draft: TraceDraft | undefined, call: Call): void {
  if (!draft) return;
  const counts = countsAsStep(call);
  // Its tool refused it when it looked first, without an activity of its own.
  if (counts && !draft.counts && draft.endedAtMs !== undefined) draft.attempts = Math.max(1, draft.attempts);
  draft.counts = counts;
}

/** What the model was told for calls of the present turn, whether they still stand in the turn or went on with it. */
function answersIn(before: RunState, after: RunState): readonly Answer[] {
  if (after.calls.length > 0) {
    return after.calls.flatMap(({ id, progress }) =>
      progress.state === 'answered' ? [{ id, ...progress.answer }] : [],
    );
  }
  if (before.transcript === after.transcript) return [];
  const answers: Answer[] = [];
  for (const message of after.transcript.messages.toReversed()) {
    if (message.role === 'assistant') break;
    if (message.role === 'tool')
      answers.push({ id: message.callId, content: message.content, isError: message.isError });
  }
  return answers;
}

/** Enter how a call stands: what the guard made of it, and what it is by now; a person may have edited it. */
export function tellCall(draft: TraceDraft | undefined, { verdict, tool, arguments: input }: Call): void {
  if (!draft) return;
  if (verdict) draft.verdict = verdict;
  if (draft.action?.input !== input) draft.action = { tool, input };
}
