import { defaultPayloadConverter } from '@temporalio/common';
import type { Client } from '@temporalio/client';
import type { RunToolResult } from '../../src/contracts/activities.ts';
import type { Json } from '../../src/core/json.ts';

/** What a tool call came to, read from the history itself. */
export type ToolAnswer =
  | { readonly kind: 'output'; readonly output: Json }
  | { readonly kind: 'error'; readonly message: string };

type History = Awaited<ReturnType<ReturnType<Client['workflow']['getHandle']>['fetchHistory']>>;

/** Collect every tool call's answer by call id (`c<turn>.<index>`), over one Temporal run. */
export function toolAnswers(history: History): Map<string, ToolAnswer> {
  const scheduled = new Map<string, string>();
  const answers = new Map<string, ToolAnswer>();
  for (const event of history.events ?? []) {
    const start = event.activityTaskScheduledEventAttributes;
    if (start?.activityId?.startsWith('c')) scheduled.set(String(event.eventId), start.activityId);
    const end = event.activityTaskCompletedEventAttributes;
    const call = end && scheduled.get(String(end.scheduledEventId));
    const payload = end?.result?.payloads?.[0];
    if (call && payload) answers.set(call, readResult(defaultPayloadConverter.fromPayload<RunToolResult>(payload)));
    const failed = event.activityTaskFailedEventAttributes;
    const failedCall = failed && scheduled.get(String(failed.scheduledEventId));
    if (failedCall) answers.set(failedCall, { kind: 'error', message: failed.failure?.message ?? '' });
  }
  return answers;
}

function readResult(result: RunToolResult): ToolAnswer {
  return result.kind === 'succeeded'
    ? { kind: 'output', output: result.output }
    : { kind: 'error', message: result.error.message };
}
