import { readActivityType } from '../core/commands/activities.ts';
import { callOf } from '../core/ids/ids.ts';
import { failureTypes } from '../core/values/failure-types.ts';
import { continuedAs, type HistoryEvent } from './history-event.ts';

/** How an execution hangs together with others, by its events. */
export interface ExecutionLinks {
  /** Of the first execution of its chain; resets keep it. */
  readonly firstRunId: string;
  /** The execution that went on as this one, and the one that this one went on as. */
  readonly previous: string | undefined;
  readonly next: string | undefined;
  /** Executions that it, or one that it was reset from, was reset from. */
  readonly bases: readonly string[];
  /** Calls of which a dispatch came to its end since the last reset, and had looked at what that left behind. */
  readonly toldCalls: readonly string[];
}

/** Failures of dispatches that may not have looked; of one that ran into its time nobody knows either. */
const beforeItLooked: readonly string[] = [
  failureTypes.workerLacks,
  failureTypes.pastUnread,
  failureTypes.workerLost,
  'NotFoundError',
];

/** Reads the links from events as they pass. */
export class LinkReader {
  #firstRunId = '';
  #previous: string | undefined;
  #next: string | undefined;
  readonly #bases: string[] = [];
  readonly #calls = new Map<string, string>();
  #told: string[] = [];

  async *seen(pages: AsyncIterable<readonly HistoryEvent[]>): AsyncGenerator<readonly HistoryEvent[]> {
    for await (const events of pages) {
      for (const event of events) this.#see(event);
      yield events;
    }
  }

  found(): ExecutionLinks {
    return {
      firstRunId: this.#firstRunId,
      previous: this.#previous,
      next: this.#next,
      bases: this.#bases,
      toldCalls: this.#told,
    };
  }

  #see(event: HistoryEvent): void {
    const started = event.workflowExecutionStartedEventAttributes;
    if (started) {
      this.#firstRunId = started.firstExecutionRunId ?? '';
      this.#previous = started.continuedExecutionRunId || undefined;
    }
    this.#next = continuedAs(event) ?? this.#next;
    const base = event.workflowTaskFailedEventAttributes?.baseRunId;
    if (base) {
      this.#bases.push(base);
      this.#told = [];
    }
    const scheduled = event.activityTaskScheduledEventAttributes;
    if (scheduled && readActivityType(scheduled.activityType?.name || '').kind === 'run-tool') {
      const id = scheduled.activityId ?? '';
      this.#calls.set(String(event.eventId), callOf(id) ?? id);
    }
    const failed = event.activityTaskFailedEventAttributes;
    const end = event.activityTaskCompletedEventAttributes ?? failed;
    const type = failed?.failure?.applicationFailureInfo?.type ?? '';
    const call =
      end && !beforeItLooked.includes(type) ? this.#calls.get(String(end.scheduledEventId)) : undefined;
    if (call !== undefined) this.#told.push(call);
  }
}
