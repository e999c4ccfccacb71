import type { HistoryFact } from '../core/trace/history-fact.ts';
import { eventTimeMs, type HistoryEvent } from './history-event.ts';

/**
 * Puts what a history tells into the order in which its run took it in, and adds what the run's clock showed.
 *
 * A run learns of what happened when a worker next takes it up: messages first, then ends and timers; all at the time
 * at which that task of the worker began. What a run decides (deadlines, and so digests) hangs on that time.
 */
export class TaskOrder {
  /** Facts that no worker has taken in yet. */
  #waiting: HistoryFact[] = [];
  #startedAtMs = 0;
  #task: { readonly atMs: number; facts: HistoryFact[] } | undefined;

  /** Take an event and what it tells. Gives the facts whose order is certain now. */
  add(event: HistoryEvent, fact: HistoryFact | undefined): readonly HistoryFact[] {
    if (isMadeByTask(event)) {
      if (fact && this.#task) this.#task.facts.push(fact);
      return this.#task || !fact ? [] : [fact];
    }
    const closed = this.closeTask();
    if (event.workflowTaskStartedEventAttributes) this.#startedAtMs = eventTimeMs(event);
    if (event.workflowTaskCompletedEventAttributes) {
      this.#task = { atMs: this.#startedAtMs, facts: this.#waiting };
      this.#waiting = [];
    }
    if (!fact) return closed;
    if (fact.type === 'execution-ended') return [...closed, ...this.flush(), fact];
    if (isAtOnce(fact)) return [...closed, fact];
    this.#waiting.push(fact);
    return closed;
  }

  /** Give what the last task took in and made: all its events have come. */
  closeTask(): readonly HistoryFact[] {
    if (!this.#task) return [];
    const { atMs, facts } = this.#task;
    this.#task = { atMs, facts: [] };
    return facts.map((fact) => takenAt(fact, atMs)).sort((a, b) => rank(a) - rank(b));
  }

  /** Give everything, also ends that no worker has taken in. What a message brings about, only a run that took it says. */
  flush(): readonly HistoryFact[] {
    const rest = [...this.closeTask(), ...this.#waiting.filter((fact) => !isMessage(fact))];
    this.#waiting = [];
    return rest;
  }
}

function isMadeByTask(event: HistoryEvent): boolean {
  return Boolean(
    event.activityTaskScheduledEventAttributes ||
      event.workflowExecutionUpdateAcceptedEventAttributes ||
      event.workflowExecutionUpdateCompletedEventAttributes ||
      event.workflowExecutionCompletedEventAttributes ||
      event.workflowExecutionFailedEventAttributes ||
      event.workflowExecutionCanceledEventAttributes ||
      event.workflowExecutionContinuedAsNewEventAttributes ||
      event.timerStartedEventAttributes ||
      event.timerCanceledEventAttributes ||
      event.upsertWorkflowSearchAttributesEventAttributes ||
      event.workflowPropertiesModifiedEventAttributes ||
      event.activityTaskCancelRequestedEventAttributes ||
      event.markerRecordedEventAttributes,
  );
}

function takenAt(fact: HistoryFact, atMs: number): HistoryFact {
  return isMessage(fact)
    ? ({ ...fact, takenAtMs: atMs, event: { ...fact.event, atMs } } as HistoryFact)
    : { ...fact, takenAtMs: atMs };
}

function isMessage(
  fact: HistoryFact,
): fact is Extract<HistoryFact, { type: 'message-taken' | 'undo-message-taken' }> {
  return fact.type === 'message-taken' || fact.type === 'undo-message-taken';
}

/** Told as it happened: no worker takes it in. */
function isAtOnce({ type }: HistoryFact): boolean {
  return type === 'execution-started' || type === 'undo-started' || type === 'activity-started';
}

function rank({ type }: HistoryFact): number {
  switch (type) {
    case 'message-taken':
    case 'undo-message-taken':
    case 'signal-skipped':
      return 0;
    case 'activity-ended':
    case 'timer-fired':
      return 1;
    case 'execution-ended':
      return 3;
    default:
      return 2;
  }
}
