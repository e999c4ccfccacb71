import type { LoadedDataConverter } from '@temporalio/common';
import { workflowNames } from '../contracts/names.ts';
import { isUndoRunInput } from '../contracts/undo-run.ts';
import { withSentSizes } from '../core/attachments/read-files.ts';
import { type ActivityKind, activityOf, isForCall, readActivityType } from '../core/commands/activities.ts';
import { failureOf } from '../core/commands/activity-failure.ts';
import { nativeCancellation } from '../core/messages/cancel-run.ts';
import { readMessage } from '../core/messages/message.ts';
import { eventOfMessage, whyNotTaken } from '../core/messages/run-messages.ts';
import { type UndoRunMessageFact, undoRunMessages } from '../core/messages/undo-run-messages.ts';
import type { RunOutcome } from '../core/run/outcome.ts';
import { readRunStart } from '../core/run/run-start.ts';
import type { ExecutionEnd, HistoryFact } from '../core/trace/history-fact.ts';
import type { Json, JsonObject } from '../core/values/json.ts';
import { nextActions } from '../core/view/next-actions.ts';
import type { RunView } from '../core/view/run-view.ts';
import { toldByEvent } from './activity-failure.ts';
import { decodeAll, decodeFirst } from './decode-payload.ts';
import { eventTimeMs, type HistoryEvent, type TemporalPayload } from './history-event.ts';
import { readLocalTool } from './local-tool-marker.ts';

/** A run that fails puts its outcome into the failure; one that Temporal failed has other details, or none. */
function isOutcome(told: unknown): told is RunOutcome {
  const { kind, reason } = (told ?? {}) as { kind?: unknown; reason?: { code?: unknown } };
  return kind === 'failed' && typeof reason?.code === 'string';
}

type UpdateRequest = NonNullable<
  NonNullable<HistoryEvent['workflowExecutionUpdateAcceptedEventAttributes']>['acceptedRequest']
>;

/** Translates the events of one execution's history, in their order, into facts. */
export class HistoryFactReader {
  readonly #converter: LoadedDataConverter;
  readonly #workflowId: string;
  readonly #activities = new Map<string, { id: string; kind: ActivityKind }>();

  /** Updates that a reset put in again, by their ids. */
  readonly #admitted = new Map<string, UpdateRequest>();

  /** It reads the history of an undo of a closed run. */
  #isUndo = false;

  constructor(converter: LoadedDataConverter, workflowId: string) {
    this.#converter = converter;
    this.#workflowId = workflowId;
  }

  async read(event: HistoryEvent): Promise<HistoryFact | undefined> {
    const atMs = eventTimeMs(event);
    return (
      (await this.#started(event, atMs)) ??
      (await this.#scheduled(event, atMs)) ??
      this.#attempted(event, atMs) ??
      (await this.#activityEnded(event, atMs)) ??
      (await readLocalTool(this.#converter, event)) ??
      (await this.#told(event, atMs)) ??
      (await this.#ended(event, atMs))
    );
  }

  async #started(event: HistoryEvent, atMs: number): Promise<HistoryFact | undefined> {
    const started = event.workflowExecutionStartedEventAttributes;
    if (!started) return undefined;
    const [input, ...files] = await decodeAll(this.#converter, started.input?.payloads);
    if (started.workflowType?.name === workflowNames.undoRun) {
      this.#isUndo = true;
      if (!isUndoRunInput(input)) return undefined;
      return { type: 'undo-started', atMs, ledger: input.ledger, tools: input.tools };
    }
    if (started.workflowType?.name !== workflowNames.agentRun) return undefined;
    return {
      type: 'execution-started',
      atMs,
      workflowId: this.#workflowId,
      firstRunId: started.firstExecutionRunId ?? '',
      ...readRunStart(input, this.#workflowId, files),
    };
  }

  async #scheduled(event: HistoryEvent, atMs: number): Promise<HistoryFact | undefined> {
    const scheduled = event.activityTaskScheduledEventAttributes;
    if (!scheduled) return undefined;
    const name = scheduled.activityType?.name ?? '';
    const id = scheduled.activityId ?? '';
    const named = readActivityType(name);
    const { kind } = named;
    this.#activities.set(String(event.eventId), { id, kind });
    if (!isForCall(kind)) return { type: 'activity-scheduled', atMs, id, activity: kind };
    const input = (await decodeFirst(this.#converter, scheduled.input?.payloads)) as
      | { readonly arguments?: JsonObject; readonly tool?: string }
      | undefined;
    return {
      type: 'activity-scheduled',
      atMs,
      id,
      activity: kind,
      tool: 'tool' in named ? named.tool : (input?.tool ?? name),
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
      const output = (await decodeFirst(this.#converter, completed.result?.payloads)) as Json;
      return { type: 'activity-ended', atMs, id, end: { kind: 'completed', output } };
    }
    const told = await toldByEvent(this.#converter, event);
    if (!told) return undefined;
    const failure = failureOf(told, activityOf(kind).failures);
    return { type: 'activity-ended', atMs, id, end: { kind: 'failed', failure } };
  }

  /** A signal counts when it arrives, an update when a worker has found it well-formed. */
  async #told(event: HistoryEvent, atMs: number): Promise<HistoryFact | undefined> {
    if (event.timerFiredEventAttributes) return { type: 'timer-fired', atMs };
    if (event.workflowExecutionCancelRequestedEventAttributes) {
      const told = eventOfMessage('cancelRun', nativeCancellation, atMs);
      return told && { type: 'message-taken', atMs, event: told };
    }
    const signal = event.workflowExecutionSignaledEventAttributes;
    if (signal) {
      const name = signal.signalName ?? '';
      const payload = await this.#message(signal.input?.payloads);
      const told = eventOfMessage(name, payload, atMs);
      return told
        ? { type: 'message-taken', atMs, event: told }
        : { type: 'signal-skipped', atMs, name, because: whyNotTaken(name, payload) ?? '' };
    }
    const accepted = this.#acceptedUpdate(event);
    if (!accepted) return undefined;
    const name = accepted.input?.name ?? '';
    const payload = await this.#message(accepted.input?.args?.payloads);
    if (this.#isUndo) {
      const asked = readMessage<UndoRunMessageFact>(undoRunMessages, name, payload, atMs);
      return asked && { type: 'undo-message-taken', atMs, event: asked };
    }
    const told = eventOfMessage(name, payload, atMs);
    return told && { type: 'message-taken', atMs, event: told };
  }

  /** As its handler has it: what came with it, and the sizes of the files that followed. */
  async #message(payloads: readonly TemporalPayload[] | null | undefined): Promise<unknown> {
    const [payload, ...files] = await decodeAll(this.#converter, payloads);
    return withSentSizes(payload, files);
  }

  /** A reset puts updates in again that came after its point; where such a one is accepted only its id is told. */
  #acceptedUpdate(event: HistoryEvent): UpdateRequest | undefined {
    const request = event.workflowExecutionUpdateAdmittedEventAttributes?.request;
    if (request) this.#admitted.set(request.meta?.updateId ?? '', request);
    const accepted = event.workflowExecutionUpdateAcceptedEventAttributes;
    if (!accepted) return undefined;
    return accepted.acceptedRequest ?? this.#admitted.get(accepted.protocolInstanceId ?? '');
  }

  async #ended(event: HistoryEvent, atMs: number): Promise<HistoryFact | undefined> {
    const end = await this.#executionEnd(event);
    return end && { type: 'execution-ended', atMs, end };
  }

  async #executionEnd(event: HistoryEvent): Promise<ExecutionEnd | undefined> {
    const completed = event.workflowExecutionCompletedEventAttributes;
    if (completed) {
      const view = (await decodeFirst(this.#converter, completed.result?.payloads)) as RunView | undefined;
      // A history may be older than what its view is to say.
      if (view?.schema === 'holdfast.run/v1')
        return { kind: 'completed', view: { ...view, next: nextActions(view) } };
      return { kind: 'failed', message: 'The workflow ended without the result of a run.' };
    }
    const failed = event.workflowExecutionFailedEventAttributes;
    if (failed) {
      const { message, applicationFailureInfo } = failed.failure ?? {};
      const told = await decodeFirst(this.#converter, applicationFailureInfo?.details?.payloads);
      return {
        kind: 'failed',
        message: message || 'The workflow failed.',
        ...(isOutcome(told) ? { outcome: told } : {}),
      };
    }
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
