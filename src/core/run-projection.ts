import { failureAnswer, rejectionAnswer } from './answers.ts';
import type { Charter } from './charter.ts';
import { isControlTool } from './control-tools.ts';
import { evolve } from './evolve.ts';
import type { Failure } from './failure.ts';
import type { ActivityEnd, HistoryFact } from './history-fact.ts';
import type { Json } from './json.ts';
import type { ModelTurn } from './model-turn.ts';
import type { RunEvent } from './run-event.ts';
import { initialState, type RunState } from './run-state.ts';
import type { RunView } from './run-view.ts';
import { placeOf, TraceSteps } from './trace-steps.ts';
import type { TraceStep } from './trace-view.ts';
import { viewOfBrokenRun } from './view-of-broken-run.ts';
import { viewOfRun } from './view-of-run.ts';

type ActivityKind = 'open-run' | 'call-model' | 'run-tool';
type ToolResult =
  | { readonly kind: 'succeeded'; readonly output: Json }
  | { readonly kind: 'rejected'; readonly error: { readonly type: string; readonly message: string } };

/**
 * Folds the facts of a run's histories into its steps and its state, one by one.
 *
 * The state comes from the same `evolve` that the run itself uses, so that what the model was told for calls that had
 * no activity, the totals and the waiting times have one source. Facts may start in mid-run, at a part whose
 * predecessors are gone: what that part was handed stands for them.
 */
export class RunProjection {
  #state: RunState | undefined;
  #lastAtMs = 0;
  #closedView: RunView | undefined;
  readonly #steps = new TraceSteps();
  readonly #activities = new Map<string, ActivityKind>();

  /** Take one fact in. Gives the ids of the steps that it changed. */
  add(fact: HistoryFact): readonly string[] {
    this.#lastAtMs = Math.max(this.#lastAtMs, fact.atMs);
    const { atMs } = fact;
    switch (fact.type) {
      case 'execution-started':
        this.#start(fact);
        return [];
      case 'activity-scheduled':
        this.#activities.set(fact.id, fact.activity);
        return this.#schedule(fact);
      case 'activity-started': {
        const draft = this.#steps.get(fact.id);
        if (!draft) return [];
        draft.attempts = fact.attempt;
        return [draft.id];
      }
      case 'activity-ended':
        return this.#end(fact.id, fact.end, atMs);
      case 'message-taken':
        return this.#evolve(fact.event);
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
    const { workflowId, firstRunId, atMs, task, carried } = fact;
    if (carried && !this.#state) {
      this.#steps.countBefore = carried.counters.modelCalls + carried.counters.toolCalls;
    }
    this.#state = carried ?? initialState(task, { workflowId, firstRunId, startedAtMs: atMs });
  }

  #schedule(fact: Extract<HistoryFact, { type: 'activity-scheduled' }>): readonly string[] {
    const { id, atMs } = fact;
    this.#evolve({ type: 'command-started', atMs, id: fact.activity === 'open-run' ? 'open' : id });
    if (fact.activity === 'open-run') return [];
    const action = fact.activity === 'run-tool' ? { action: { tool: fact.tool, input: fact.arguments } } : {};
    const kind = fact.activity === 'run-tool' ? 'tool' : 'model';
    const draft = this.#steps.get(id) ?? this.#steps.begin({ ...placeOf(id), id, kind, ...action }, atMs);
    draft.dispatched = true;
    draft.startedAtMs = atMs;
    return [id];
  }

  #end(id: string, end: ActivityEnd, atMs: number): readonly string[] {
    switch (this.#activities.get(id)) {
      case 'open-run':
        return this.#evolve(
          end.kind === 'completed'
            ? { type: 'run-opened', atMs, charter: end.output as unknown as Charter }
            : { type: 'run-opening-failed', atMs, failure: end.failure },
        );
      case 'call-model':
        return this.#endModel(id, end, atMs);
      case 'run-tool':
        return this.#endTool(id, end, atMs);
      case undefined:
        return [];
    }
  }

  #endModel(id: string, end: ActivityEnd, atMs: number): readonly string[] {
    const draft = this.#steps.get(id);
    if (!draft) return [];
    draft.endedAtMs = atMs;
    if (end.kind === 'failed') {
      draft.error = told(end.failure, end.failure.message);
      return [id, ...this.#evolve({ type: 'model-failed', atMs, id, failure: end.failure })];
    }
    const answer = end.output as unknown as ModelTurn & { readonly contextHash?: string };
    const { usage, text } = answer;
    draft.tokensUsed = {
      input: usage.inputTokens,
      cachedInput: usage.cachedInputTokens,
      output: usage.outputTokens,
    };
    draft.costNanoUsd = answer.costNanoUsd;
    if (answer.contextHash !== undefined) draft.contextHash = answer.contextHash;
    if (answer.calls.length === 0) draft.result = text;
    else if (text !== '') draft.thought = text;
    const proposed = answer.calls.map((call, position) => {
      const kind = call.check.kind === 'valid' && isControlTool(call.tool) ? 'control' : 'tool';
      const index = position + 1;
      const action = { tool: call.tool, input: call.arguments };
      return this.#steps.begin(
        { id: `c${draft.turn}.${index}`, turn: draft.turn, index, kind, action },
        atMs,
      );
    });
    const answered = this.#evolve({ type: 'model-answered', atMs, id, answer });
    for (const [position, call] of proposed.entries()) {
      const { check } = answer.calls[position] ?? {};
      if (call.error && check?.kind === 'invalid') call.error = { ...call.error, type: check.reason };
    }
    return [id, ...proposed.map((call) => call.id), ...answered];
  }

  #endTool(id: string, end: ActivityEnd, atMs: number): readonly string[] {
    const draft = this.#steps.get(id);
    if (!draft) return [];
    draft.endedAtMs = atMs;
    const tool = draft.action?.tool ?? id;
    if (end.kind === 'failed') {
      draft.error = told(end.failure, failureAnswer(tool, end.failure).content);
      return [id, ...this.#evolve({ type: 'tool-failed', atMs, id, failure: end.failure })];
    }
    const result = end.output as unknown as ToolResult;
    if (result.kind === 'succeeded') {
      draft.result = result.output;
      return [id, ...this.#evolve({ type: 'tool-succeeded', atMs, id, output: result.output })];
    }
    const { type, message } = result.error;
    draft.error = { type, message: rejectionAnswer(message).content, retryable: false };
    return [id, ...this.#evolve({ type: 'tool-rejected', atMs, id, message })];
  }

  /** Fold an event into the state. Gives the ids of calls that it answered without an activity. */
  #evolve(event: RunEvent): readonly string[] {
    if (!this.#state) return [];
    const before = this.#state;
    const after = evolve(before, event);
    if (after === before) return [];
    this.#state = after;
    for (const { id, verdict } of after.calls) {
      const draft = this.#steps.get(id);
      if (draft && verdict) draft.verdict = verdict;
    }
    return answersIn(before, after).flatMap(({ id, content, isError }) => {
      const draft = this.#steps.get(id);
      if (!draft || draft.dispatched || draft.endedAtMs !== undefined) return [];
      draft.endedAtMs = event.atMs;
      draft.startedAtMs = event.atMs;
      if (isError) draft.error = { type: 'not-run', message: content, retryable: false };
      else draft.result = content;
      return [id];
    });
  }
}

/** What the model was told for calls of the present turn, whether they still stand in the turn or went on with it. */
function answersIn(before: RunState, after: RunState): { id: string; content: string; isError: boolean }[] {
  if (after.calls.length > 0) {
    return after.calls.flatMap(({ id, progress }) =>
      progress.state === 'answered' ? [{ id, ...progress.answer }] : [],
    );
  }
  if (before.transcript === after.transcript) return [];
  const answers: { id: string; content: string; isError: boolean }[] = [];
  for (const message of after.transcript.messages.toReversed()) {
    if (message.role === 'assistant') break;
    if (message.role === 'tool')
      answers.push({ id: message.callId, content: message.content, isError: message.isError });
  }
  return answers;
}

function told(
  { type, retryable }: Failure,
  message: string,
): { type: string; message: string; retryable: boolean } {
  return { type, message, retryable };
}
