import { defaultPayloadConverter } from '@temporalio/common';
import type { AgentRunInput } from '../../src/contracts/agent-task.ts';
import { type ActivityKind, readActivityType } from '../../src/core/commands/activities.ts';
import type { MessageReceipt } from '../../src/core/messages/message.ts';
import type { RunOutcome } from '../../src/core/run/outcome.ts';
import type { RunView } from '../../src/core/view/run-view.ts';
import type { HistoryEvent, TemporalPayload } from '../../src/histories/history-event.ts';
import type { HistorySource } from '../../src/workers/replay-histories.ts';

/** What one history tells. */
export interface ToldHistory {
  readonly workflowType: string;
  readonly events: readonly HistoryEvent[];
  readonly activities: readonly ToldActivity[];
  /** Signals, and updates that the run took. */
  readonly messages: readonly { readonly form: 'signal' | 'update'; readonly name: string }[];
  /** How the tools ended that ran inside a workflow task. */
  readonly localTools: readonly ('completed' | 'failed')[];
  readonly carried: boolean;
  readonly outcome?: RunOutcome;
}

export interface ToldActivity {
  readonly kind: ActivityKind;
  readonly end?: 'completed' | 'failed';
  /** `kind` of what it returned, where it has one. */
  readonly result?: unknown;
}

type Payloads = readonly TemporalPayload[] | null | undefined;

export function readTold({ history }: HistorySource): ToldHistory {
  const events = (history.events ?? []) as HistoryEvent[];
  const input = decode(events[0]?.workflowExecutionStartedEventAttributes?.input?.payloads) as AgentRunInput;
  const [outcome] = events.flatMap(readOutcome);
  return {
    workflowType: events[0]?.workflowExecutionStartedEventAttributes?.workflowType?.name ?? '',
    events,
    activities: events.flatMap((event) => readActivity(event, events)),
    messages: events.flatMap((event) => readMessage(event, events)),
    localTools: events.flatMap(readLocalEnd),
    carried: input.carried !== undefined,
    ...(outcome ? { outcome } : {}),
  };
}

function readOutcome(event: HistoryEvent): RunOutcome[] {
  const ended = event.workflowExecutionCompletedEventAttributes;
  const failed = event.workflowExecutionFailedEventAttributes?.failure?.applicationFailureInfo;
  if (failed) return [decode(failed.details?.payloads) as RunOutcome];
  if (event.workflowExecutionCanceledEventAttributes)
    return [{ kind: 'cancelled', reason: { code: 'cancel_requested', message: '' } }];
  const { outcome } = (ended ? decode(ended.result?.payloads) : {}) as Partial<RunView>;
  return outcome ? [outcome] : [];
}

function readActivity(event: HistoryEvent, events: readonly HistoryEvent[]): ToldActivity[] {
  const scheduled = event.activityTaskScheduledEventAttributes;
  if (!scheduled) return [];
  const { kind } = readActivityType(scheduled.activityType?.name ?? '');
  const endsThis = (end: { scheduledEventId?: unknown } | null | undefined) =>
    end && String(end.scheduledEventId) === String(event.eventId);
  const completed = events.find((one) => endsThis(one.activityTaskCompletedEventAttributes));
  if (completed) {
    const output = decode(completed.activityTaskCompletedEventAttributes?.result?.payloads);
    return [{ kind, end: 'completed', result: (output as { kind?: unknown } | null)?.kind }];
  }
  const failed = events.some(
    (one) =>
      endsThis(one.activityTaskFailedEventAttributes) ||
      endsThis(one.activityTaskTimedOutEventAttributes) ||
      endsThis(one.activityTaskCanceledEventAttributes),
  );
  return [{ kind, ...(failed ? { end: 'failed' } : {}) }];
}

function readLocalEnd({ markerRecordedEventAttributes: marker }: HistoryEvent): ToldHistory['localTools'] {
  if (marker?.markerName !== 'core_local_activity') return [];
  return [marker.failure ? 'failed' : 'completed'];
}

function readMessage(event: HistoryEvent, events: readonly HistoryEvent[]): ToldHistory['messages'] {
  const signal = event.workflowExecutionSignaledEventAttributes;
  if (signal) return [{ form: 'signal', name: signal.signalName ?? '' }];
  const accepted = event.workflowExecutionUpdateAcceptedEventAttributes?.acceptedRequest;
  if (!accepted) return [];
  const taken = events.some((one) => {
    const completed = one.workflowExecutionUpdateCompletedEventAttributes;
    if (completed?.meta?.updateId !== accepted.meta?.updateId) return false;
    return (decode(completed?.outcome?.success?.payloads) as MessageReceipt | undefined)?.accepted === true;
  });
  return taken ? [{ form: 'update', name: accepted.input?.name ?? '' }] : [];
}

function decode(payloads: Payloads): unknown {
  const [payload] = payloads ?? [];
  return payload ? defaultPayloadConverter.fromPayload(payload) : undefined;
}
