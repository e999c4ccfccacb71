import type { Client } from '@temporalio/client';
import type { RunToolInput } from '../contracts/activities.ts';
import { activityNames } from '../contracts/activities.ts';
import { activityFailures } from '../contracts/activity-failures.ts';
import type { AgentRunInput } from '../contracts/agent-task.ts';
import type { MessageReceipt } from '../contracts/messages.ts';
import type { ExecutionEnd, HistoryFact } from '../core/history-fact.ts';
import type { Json } from '../core/json.ts';
import type { RunView } from '../core/run-view.ts';
import { decodeFirst } from './decode-payload.ts';
import { eventTimeMs, type HistoryEvent } from './history-event.ts';
import { messageEvent } from './message-event.ts';
import { readActivityFailure } from './read-failure.ts';

type ActivityKind = keyof typeof activityFailures;

/** Translates the events of one execution's history, in their order, into facts. */
export class HistoryFactReader {
  readonly #client: Client;
  readonly #workflowId: string;
  readonly #activities = new Map<string, { id: string; kind: ActivityKind }>();
  readonly #updates = new Map<string, { name: string; payload: unknown }>();

  constructor(client: Client, workflowId: string) {
    this.#client = client;
    this.#workflowId = workflowId;
  }

  async read(event: HistoryEvent): Promise<HistoryFact | undefined> {
    const atMs = eventTimeMs(event);
    return (
      (await this.#started(event, atMs)) ??
      (await this.#scheduled(event, atMs)) ??
      this.#attempted(event, atMs) ??
      (await this.#activityEnded(event, atMs)) ??
      (await this.#told(event, atMs)) ??
      (await this.#ended(event, atMs))
    );
  }

  async #started(event: HistoryEvent, atMs: number): Promise<HistoryFact | undefined> {
    const started = event.workflowExecutionStartedEventAttributes;
    if (!started) return undefined;
    const input = (await decodeFirst(this.#client, started.input?.payloads)) as AgentRunInput | undefined;
    if (!input?.task) return undefined;
    return {
      type: 'execution-started',
      atMs,
      workflowId: this.#workflowId,
      firstRunId: started.firstExecutionRunId ?? '',
      task: input.task,
      ...(input.carried ? { carried: input.carried } : {}),
    };
  }

  async #scheduled(event: HistoryEvent, atMs: number): Promise<HistoryFact | undefined> {
    const scheduled = event.activityTaskScheduledEventAttributes;
    if (!scheduled) return undefined;
    const name = scheduled.activityType?.name ?? '';
    const id = scheduled.activityId ?? '';
    const kind = kindOf(name);
    this.#activities.set(String(event.eventId), { id, kind });
    if (kind !== 'run-tool') return { type: 'activity-scheduled', atMs, id, activity: kind };
    const input = (await decodeFirst(this.#client, scheduled.input?.payloads)) as RunToolInput | undefined;
    return {
      type: 'activity-scheduled',
      atMs,
      id,
      activity: kind,
      tool: name,
      arguments: input?.arguments ?? {},
    };
  }

  #attempted(event: HistoryEvent, atMs: number): HistoryFact | undefined {
    const started = event.activityTaskStartedEventAttributes;
    if (!started) return undefined;
    const activity = this.#activities.get(String(started.scheduledEventId));
    return activity && { type: 'activity-started', atMs, id: activity.id, attempt: started.attempt ?? 1 };
  }

  async #activityEnded(event: HistoryEvent, atMs: number): Promise<HistoryFact | undefined> {
    const completed = event.activityTaskCompletedEventAttributes;
    const end =
      completed ??
      event.activityTaskFailedEventAttributes ??
      event.activityTaskTimedOutEventAttributes ??
      event.activityTaskCanceledEventAttributes;
    const activity = end && this.#activities.get(String(end.scheduledEventId));
    if (!activity) return undefined;
    const { id, kind } = activity;
    if (completed) {
      const output = (await decodeFirst(this.#client, completed.result?.payloads)) as Json;
      return { type: 'activity-ended', atMs, id, end: { kind: 'completed', output } };
    }
    const failure = await readActivityFailure(this.#client, event, activityFailures[kind]);
    return failure && { type: 'activity-ended', atMs, id, end: { kind: 'failed', failure } };
  }

  async #told(event: HistoryEvent, atMs: number): Promise<HistoryFact | undefined> {
    const taken = await this.#takenMessage(event);
    const told = taken && messageEvent(taken.name, taken.payload, atMs);
    return told && { type: 'message-taken', atMs, event: told };
  }

  /** A signal counts when it arrives, an update when the run has accepted it. */
  async #takenMessage(event: HistoryEvent): Promise<{ name: string; payload: unknown } | undefined> {
    if (event.workflowExecutionCancelRequestedEventAttributes) {
      return { name: 'cancelRun', payload: { by: 'temporal', reason: 'workflow cancellation' } };
    }
    const signal = event.workflowExecutionSignaledEventAttributes;
    if (signal) {
      return {
        name: signal.signalName ?? '',
        payload: await decodeFirst(this.#client, signal.input?.payloads),
      };
    }
    const accepted = event.workflowExecutionUpdateAcceptedEventAttributes?.acceptedRequest;
    if (accepted) {
      const payload = await decodeFirst(this.#client, accepted.input?.args?.payloads);
      this.#updates.set(accepted.meta?.updateId ?? '', { name: accepted.input?.name ?? '', payload });
      return undefined;
    }
    const completed = event.workflowExecutionUpdateCompletedEventAttributes;
    if (!completed?.outcome?.success) return undefined;
    const receipt = (await decodeFirst(this.#client, completed.outcome.success.payloads)) as
      | MessageReceipt
      | undefined;
    return receipt?.accepted === true ? this.#updates.get(completed.meta?.updateId ?? '') : undefined;
  }

  async #ended(event: HistoryEvent, atMs: number): Promise<HistoryFact | undefined> {
    const end = await this.#executionEnd(event);
    return end && { type: 'execution-ended', atMs, end };
  }

  async #executionEnd(event: HistoryEvent): Promise<ExecutionEnd | undefined> {
    const completed = event.workflowExecutionCompletedEventAttributes;
    if (completed) {
      const view = (await decodeFirst(this.#client, completed.result?.payloads)) as RunView | undefined;
      if (view?.schema === 'holdfast.run/v1') return { kind: 'completed', view };
      return { kind: 'failed', message: 'The workflow ended without the result of a run.' };
    }
    const failed = event.workflowExecutionFailedEventAttributes;
    if (failed) return { kind: 'failed', message: failed.failure?.message || 'The workflow failed.' };
    if (event.workflowExecutionCanceledEventAttributes) {
      return { kind: 'cancelled', message: 'The workflow was cancelled in Temporal.' };
    }
    const terminated = event.workflowExecutionTerminatedEventAttributes;
    if (terminated) {
      const because = terminated.reason ? `: ${terminated.reason}` : '.';
      return { kind: 'terminated', message: `The workflow was terminated in Temporal${because}` };
    }
    return event.workflowExecutionTimedOutEventAttributes
      ? { kind: 'timed-out', message: 'The workflow ran into its time limit in Temporal.' }
      : undefined;
  }
}

function kindOf(activityType: string): ActivityKind {
  if (activityType === activityNames.openRun) return 'open-run';
  return activityType === activityNames.callModel ? 'call-model' : 'run-tool';
}
