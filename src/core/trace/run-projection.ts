import type { Call } from '../calls/call.ts';
import {
  type ActivityKind,
  activityFact,
  activityOf,
  commandIdOf,
  readableEnd,
} from '../commands/activities.ts';
import type { ActivityEnd } from '../commands/activity.ts';
import { witnessEffect } from '../effects/witness-effect.ts';
import { callOf } from '../ids/ids.ts';
import { evolve } from '../run/evolve.ts';
import type { RunEvent } from '../run/run-event.ts';
import type { RunState } from '../run/run-state.ts';
import { stateAtStart } from '../run/state-at-start.ts';
import { given } from '../values/given.ts';
import type { RunView } from '../view/run-view.ts';
import { viewOfBrokenRun } from '../view/view-of-broken-run.ts';
import { viewOfRun } from '../view/view-of-run.ts';
import { approvalSteps } from './approval-steps.ts';
import { countAttempts, endStep, failedStep, proposeCalls } from './describe-step.ts';
import { countStep, endCallStep, endCallSteps, type StepCause, tellCall } from './end-call-steps.ts';
import type { HistoryFact } from './history-fact.ts';
import { callOfLocalTool, dueLocalTools } from './local-tools.ts';
import { resumeSteps } from './resume-steps.ts';
import { settleStep, settleSteps } from './settle-steps.ts';
import { startStep } from './start-step.ts';
import { stepGoesOn } from './step-goes-on.ts';
import type { TraceDraft } from './trace-draft.ts';
import { TraceNotes } from './trace-notes.ts';
import { TraceSteps } from './trace-steps.ts';
import type { TraceStep } from './trace-view.ts';

interface Scheduling {
  readonly kind: ActivityKind;
  readonly stepId?: string;
}

type Scheduled = Extract<HistoryFact, { type: 'activity-scheduled' }>;

/**
 * Folds the facts of a run's histories into its steps and its state, one by one.
 *
 * The state comes from the same `evolve` that the run itself uses, so that what the model was told for calls that had
 * no activity, the totals and the waiting times have one source. Facts may start in mid-run, at a part whose
 * predecessors are gone: what that part was handed stands for them.
 */
export class RunProjection {
  readonly notes = new TraceNotes();
  #state: RunState | undefined;
  #lastAtMs = 0;
  /** Of the task whose facts are being taken in. */
  #takenAtMs = 0;
  #closedView: RunView | undefined;
  readonly #steps = new TraceSteps();
  readonly #activities = new Map<string, Scheduling>();

  /** Take one fact in. Gives the ids of the steps that it changed. */
  add(fact: HistoryFact): readonly string[] {
    this.#lastAtMs = Math.max(this.#lastAtMs, fact.atMs);
    if (fact.takenAtMs === undefined || fact.takenAtMs === this.#takenAtMs) return this.#add(fact);
    const started = this.#startLocalTools(this.#takenAtMs);
    this.#takenAtMs = fact.takenAtMs;
    return [...started, ...this.#add(fact)];
  }

  #add(fact: HistoryFact): readonly string[] {
    const { atMs, takenAtMs = atMs } = fact;
    switch (fact.type) {
      case 'execution-started':
        this.#start(fact);
        return [];
      case 'activity-scheduled':
        return this.#schedule(fact, takenAtMs);
      case 'activity-started': {
        const draft = this.#steps.get(this.#activities.get(fact.id)?.stepId ?? '');
        if (!draft) return [];
        draft.attempts = draft.attemptsBefore + fact.attempt;
        return [draft.id];
      }
      case 'activity-ended':
        return this.#end(fact.id, fact.end, atMs, takenAtMs);
      case 'local-tool-ended':
        return this.#endLocalTool(fact, takenAtMs);
      case 'message-taken':
        return this.#evolve(fact.event);
      case 'timer-fired':
        return this.#evolve({ type: 'time-passed', atMs: takenAtMs });
      case 'signal-skipped':
        this.notes.addSkipped(fact);
        return [];
      // What an undo outside made of a run's effects is told apart: the run itself knows nothing of it.
      case 'undo-started':
      case 'undo-message-taken':
        return [];
      case 'effect-settled-outside':
        return [settleStep(this.#steps, fact.id, fact.entry)];
      case 'execution-ended':
        this.#closedView =
          fact.end.kind === 'completed'
            ? fact.end.view
            : this.#state && viewOfBrokenRun(this.#state, fact.end, atMs);
        return [];
    }
  }

  /** What the facts amount to, as the run itself knows it. */
  get state(): RunState | undefined {
    return this.#state;
  }

  get isClosed(): boolean {
    return this.#closedView !== undefined;
  }

  /** The run as users see it: its own last word when closed, else what the facts amount to. */
  view(nowMs: number = this.#lastAtMs): RunView | undefined {
    return this.#closedView ?? (this.#state && viewOfRun(this.#state, nowMs));
  }

  steps(io: boolean): TraceStep[] {
    return this.#steps.all(io);
  }

  /** One step, as it stands. */
  step(id: string, io: boolean): TraceStep | undefined {
    return this.#steps.one(id, io);
  }

  #start(fact: Extract<HistoryFact, { type: 'execution-started' }>): void {
    const { workflowId, firstRunId, atMs } = fact;
    const isFirst = !this.#state;
    this.#state = stateAtStart(fact, { workflowId, firstRunId, startedAtMs: atMs });
    if (isFirst && fact.carried) resumeSteps(this.#steps, this.#state, atMs);
  }

  #schedule(fact: Scheduled, takenAtMs: number): readonly string[] {
    const { id, activity } = fact;
    const { step } = activityOf(activity);
    const stepId = step?.told ? id : (callOf(id) ?? id);
    this.#activities.set(id, { kind: activity, ...(step && { stepId }) });
    if (step) startStep(this.#steps, this.#state, { id: stepId, kind: step.kind }, fact);
    this.#evolve({ type: 'command-started', atMs: takenAtMs, id: commandIdOf(activity, id) });
    if (activity === 'run-tool' && this.#state) {
      const { tool, arguments: given } = fact;
      this.#state = witnessEffect(this.#state, { id: callOf(id) ?? id, tool, arguments: given });
    }
    return step ? [stepId] : [];
  }

  #end(id: string, ended: ActivityEnd, atMs: number, takenAtMs: number): readonly string[] {
    const activity = this.#activities.get(id);
    if (!activity) return [];
    const end = readableEnd(activity.kind, ended);
    const fact = activityFact(activity.kind, id, end);
    if (!fact) return [];
    const event = { ...fact, atMs: takenAtMs } as RunEvent;
    const draft = this.#steps.get(activity.stepId ?? '');
    if (draft && end.kind === 'failed') countAttempts(draft, end.failure);
    if (!draft || stepGoesOn(this.#state, event)) return this.#evolve(event);
    const { told } = activityOf(activity.kind).step ?? {};
    if (!told) return this.#endTool(draft, event, { end, atMs });
    draft.endedAtMs = atMs;
    endStep(draft, told, end);
    if (event.type === 'model-answered') return [draft.id, ...this.#takeAnswer(draft.turn, event)];
    return [draft.id, ...this.#evolve(event, { end, atMs })];
  }

  #startLocalTools(atMs: number): readonly string[] {
    const due = this.#state ? dueLocalTools(this.#state) : [];
    return due.flatMap(({ id, tool, arguments: input }) =>
      this.#schedule(
        { type: 'activity-scheduled', atMs, id, activity: 'run-tool', tool, arguments: input },
        atMs,
      ),
    );
  }

  #endLocalTool(
    fact: Extract<HistoryFact, { type: 'local-tool-ended' }>,
    takenAtMs: number,
  ): readonly string[] {
    const started = this.#startLocalTools(takenAtMs);
    const id = this.#state && callOfLocalTool(this.#state, fact);
    if (id === undefined) return started;
    const { attempt, end, endedAtMs } = fact;
    const attempted = this.#add({ type: 'activity-started', atMs: takenAtMs, id, attempt });
    return [...started, ...attempted, ...this.#end(id, end, endedAtMs, Math.max(takenAtMs, endedAtMs))];
  }

  #endTool(draft: TraceDraft, event: RunEvent, ended: NonNullable<StepCause['ended']>): readonly string[] {
    const before = this.#state;
    const moved = this.#evolve(event, ended);
    // A run that Temporal ended takes nothing in any more; the step has ended all the same.
    if (this.#state === before) endCallStep(draft, { event, ended }, { content: lateAnswer, isError: true });
    // Whoever settles it wants to know why nobody knows.
    else if (event.type === 'tool-failed' && draft.endedAtMs === undefined)
      draft.error = failedStep(event.failure);
    return [draft.id, ...moved];
  }

  #takeAnswer(turn: number, event: Extract<RunEvent, { type: 'model-answered' }>): readonly string[] {
    const { answer, atMs } = event;
    const proposed = proposeCalls(this.#steps, turn, answer, atMs);
    const answered = this.#evolve(event);
    for (const [position, call] of proposed.entries()) {
      const { check } = answer.calls[position] ?? {};
      if (call.error && check?.kind === 'invalid') call.error = { ...call.error, type: check.reason };
    }
    return [...proposed.map((call) => call.id), ...answered];
  }

  /** Fold an event into the state. Gives the ids of the calls and approvals that it moved. */
  #evolve(event: RunEvent, ended?: StepCause['ended']): readonly string[] {
    if (!this.#state) return [];
    const before = this.#state;
    // A call that is answered with its turn is told here and nowhere else.
    const ofTurn: Call[] = [];
    const after = evolve(before, event, (calls) => ofTurn.push(...calls));
    if (after === before) return [];
    this.#state = after;
    const calls = [...ofTurn, ...after.calls];
    for (const call of calls) tellCall(this.#steps.get(call.id), call);
    const moved = [
      ...approvalSteps(this.#steps, before, after, event.atMs),
      ...settleSteps(this.#steps, before.effects, after.effects),
      ...endCallSteps(this.#steps, before, after, { event, ...given({ ended }) }),
    ];
    for (const call of calls) countStep(this.#steps.get(call.id), call);
    return moved;
  }
}

const lateAnswer = 'Its run had ended before it did.';
