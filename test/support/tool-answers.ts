import type { Client } from '@temporalio/client';
import { defaultPayloadConverter } from '@temporalio/common';
import type { PrepareResult } from '../../src/core/commands/prepare-tool.ts';
import type { ToolResult } from '../../src/core/commands/run-tool.ts';
import { readIdOfCall } from '../../src/core/ids/ids.ts';
import type { Json } from '../../src/core/values/json.ts';

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
    // A refusal may come from the look before the call, or from a second dispatch.
    const started = readIdOfCall(start?.activityId ?? '');
    if (started && ['p', 'd', undefined].includes(started.letter)) {
      scheduled.set(String(event.eventId), started.call);
    }
    const end = event.activityTaskCompletedEventAttributes;
    const call = end && scheduled.get(String(end.scheduledEventId));
    const payload = end?.result?.payloads?.[0];
    const answer =
      payload && readResult(defaultPayloadConverter.fromPayload<ToolResult | PrepareResult>(payload));
    if (call && answer) answers.set(call, answer);
    const failed = event.activityTaskFailedEventAttributes;
    const failedCall = failed && scheduled.get(String(failed.scheduledEventId));
    if (failedCall) answers.set(failedCall, { kind: 'error', message: failed.failure?.message ?? '' });
  }
  return answers;
}

function readResult(result: ToolResult | PrepareResult): ToolAnswer | undefined {
  switch (result.kind) {
    case 'succeeded':
      return { kind: 'output', output: result.output };
    case 'rejected':
      return { kind: 'error', message: result.error.message };
    case 'voided':
      return { kind: 'error', message: result.message };
    case 'prepared':
      return undefined;
  }
}
