import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { lastStep, numberEffects } from '../../../src/core/calls/step-numbers.ts';
import type { ActivityEnd } from '../../../src/core/commands/activity.ts';
import type { Command } from '../../../src/core/commands/command.ts';
import { decide } from '../../../src/core/run/decide.ts';
import type { RunEvent } from '../../../src/core/run/run-event.ts';
import type { RunState } from '../../../src/core/run/run-state.ts';
import type { HistoryFact } from '../../../src/core/trace/history-fact.ts';
import { RunProjection } from '../../../src/core/trace/run-projection.ts';
import { projectTrace } from '../../../src/core/trace/trace.ts';
import type { Json } from '../../../src/core/values/json.ts';
import { traceViewSchema } from '../../../src/reports/trace.ts';
import { call, charter, task, turn, wakeMs } from '../../support/run-story.ts';

const maxTurns = 4;

type Fact = RunEvent extends infer Event ? (Event extends unknown ? Omit<Event, 'atMs'> : never) : never;
type Activity = Exclude<Command, { kind: 'abort-model' }>;

/** Plays a run through its projection alone: whatever is due is scheduled, and ends as the numbers drawn say. */
class Play {
  readonly facts: HistoryFact[] = [];
  projection = new RunProjection();
  readonly #open = new Map<string, Activity>();
  #atMs = 1_000;

  constructor() {
    const given = { workflowId: 'agent/desk/t1', firstRunId: 'r1', task };
    this.add({ type: 'execution-started', atMs: this.#atMs, ...given });
  }

  get state(): RunState {
    const { state } = this.projection;
    if (!state) throw new Error('a started run has a state');
    return state;
  }

  add(fact: HistoryFact): void {
    this.facts.push(fact);
    this.projection.add(fact);
  }

  step(draw: readonly [number, number, number]): void {
    this.#start();
    const [what, which, how] = draw;
    const open = this.state.approvals.filter(({ state }) => state === 'open');
    const approval = open[which % Math.max(1, open.length)];
    const activity = [...this.#open.values()][which % Math.max(1, this.#open.size)];
    if (what === 0) this.#tell({ type: 'time-passed' });
    else if (what === 1 && approval) {
      const decision = (['approve', 'reject', 'edit'] as const)[how % 3] ?? 'approve';
      const given = { approvalId: approval.id, decision, by: 'ben', arguments: { edited: how } };
      this.#tell({ type: 'approval-resolved', decision: given });
    } else if (what === 2) this.#settle(how);
    else if (what === 3 && how % 4 === 0) this.#tell({ type: 'undo-requested', selection: {}, by: 'ben' });
    else if (what === 4 && how % 20 === 0) {
      this.#tell({ type: 'cancel-requested', by: 'ben', undo: how % 40 === 0 });
    } else if (activity) this.#end(activity, how);
    else this.#tell({ type: 'time-passed' });
  }

  /** Continue as new, and forget what came before: the projection begins with what was carried. */
  forgetWhatCame(): void {
    const carried = JSON.parse(JSON.stringify(this.state)) as RunState;
    if (this.#open.size > 0) return;
    this.projection = new RunProjection();
    this.facts.length = 0;
    const given = { workflowId: 'agent/desk/t1', firstRunId: 'r1', task, carried };
    this.add({ type: 'execution-started', atMs: this.#atMs, ...given });
  }

  #start(): void {
    for (const command of decide(this.state)) {
      if (command.kind === 'abort-model') continue;
      const { id, kind } = command;
      this.#open.set(id, command);
      const atMs = ++this.#atMs;
      if (kind === 'open-run' || kind === 'call-model' || kind === 'look-at-work' || kind === 'read-past') {
        this.add({ type: 'activity-scheduled', atMs, id, activity: kind });
      } else {
        const { tool, arguments: given } = 'effect' in command ? command.effect : command;
        this.add({ type: 'activity-scheduled', atMs, id, activity: kind, tool, arguments: given });
      }
    }
  }

  #tell(event: Fact): void {
    const nextMs = wakeMs(this.state) ?? 0;
    if (event.type === 'time-passed') this.#atMs = Math.max(this.#atMs + 1, nextMs);
    const atMs = ++this.#atMs;
    if (event.type === 'time-passed') this.add({ type: 'timer-fired', atMs });
    else this.add({ type: 'message-taken', atMs, event: { ...event, atMs } as RunEvent });
  }

  #settle(how: number): void {
    const lost = this.state.calls.find(({ progress }) => progress.state === 'settling');
    if (!lost) return;
    this.#tell({
      type: 'effect-settled',
      id: lost.id,
      outcome: how % 2 === 0 ? 'applied' : 'absent',
      ...(how % 4 === 0 ? { output: how } : {}),
      by: 'ben',
    });
  }

  #end(activity: Activity, how: number): void {
    this.#open.delete(activity.id);
    const atMs = ++this.#atMs;
    this.add({ type: 'activity-started', atMs, id: activity.id, attempt: 1 });
    this.add({ type: 'activity-ended', atMs, id: activity.id, end: this.#endOf(activity, how) });
  }

  #endOf({ kind }: Activity, how: number): ActivityEnd {
    const failed: ActivityEnd = {
      kind: 'failed',
      failure: { type: 'tool.timed-out', message: 'no', retryable: false },
    };
    const completed = (output: unknown): ActivityEnd => ({ kind: 'completed', output: output as Json });
    switch (kind) {
      case 'open-run':
        return completed(charter);
      case 'call-model':
        if (how % 7 === 6) return { ...failed, failure: { ...failed.failure, type: 'model.bill-unknown' } };
        return completed(this.state.turn >= maxTurns ? turn([], 'Done.') : turn(proposals(how)));
      case 'look-at-work':
        return completed({ kind: 'seen', running: {} });
      case 'read-past':
        return completed({
          readFor: 'r',
          spent: { modelCalls: 1, toolCalls: 0, costNanoUsd: 5, callsByTool: {} },
          changed: [],
        });
      case 'run-tool':
        if (how % 5 === 0) return failed;
        if (how % 5 === 1)
          return completed({ kind: 'rejected', error: { type: 'ToolError', message: 'no' } });
        return completed(
          how % 5 === 2 ? { kind: 'voided', message: 'gone' } : { kind: 'succeeded', output: how },
        );
      case 'prepare-tool':
        if (how % 5 === 0)
          return completed({ kind: 'rejected', error: { type: 'ToolError', message: 'no' } });
        return how % 5 === 1 ? failed : completed({ kind: 'prepared', preview: 'p', before: how });
      case 'check-edit':
        return how % 3 === 0
          ? completed({ kind: 'invalid', reason: 'bad-arguments', message: 'no' })
          : completed({ kind: 'valid', facts: { resources: [] } });
      case 'probe-effect':
        return completed(
          [{ kind: 'applied', output: how }, { kind: 'absent' }, { kind: 'unknown' }][how % 3],
        );
      case 'undo-effect':
        return how % 3 === 0
          ? failed
          : completed(how % 3 === 1 ? { kind: 'undone' } : { kind: 'conflict', message: 'no' });
      case 'check-settlement':
        return how % 3 === 0 ? failed : completed({ kind: 'applied', output: how });
    }
  }
}

function proposals(how: number) {
  const tools = ['look', 'change', 'careful', 'send', 'careful', 'nope'];
  return Array.from({ length: 1 + (how % 4) }, (_, index) => {
    const name = tools[(how + index * 5) % tools.length] ?? 'look';
    return call(name, { of: index }, { resources: [`thing:${(how + index) % 3}`] });
  });
}

const draws = fc.array(fc.tuple(fc.nat(9), fc.nat(9), fc.nat(999)), { minLength: 10, maxLength: 120 });

describe('step numbers', () => {
  it('of the trace are those of the ledger, whatever happens to calls', () => {
    let numbered = 0;
    fc.assert(
      fc.property(draws, fc.option(fc.nat(60)), (steps, forgetAt) => {
        const play = new Play();
        steps.forEach((draw, index) => {
          if (index === forgetAt) play.forgetWhatCame();
          play.step(draw);
        });
        const trace = traceViewSchema.parse(projectTrace(play.facts, { io: true }));
        const counted = new Map(
          trace.steps.flatMap(({ kind, call: id, stepNumber }) =>
            kind === 'tool' && id ? [[id, stepNumber]] : [],
          ),
        );
        const effects = numberEffects(play.state);
        for (const { id, stepNumber } of effects) {
          if (stepNumber === undefined || !counted.has(id)) continue;
          numbered++;
          expect([id, counted.get(id)]).toEqual([id, stepNumber]);
        }
        for (const { kind, call: id, stepNumber } of trace.steps) {
          if (kind === 'model' || kind === 'control' || kind === 'tool') continue;
          const ofCall = counted.get(id ?? '') ?? effects.find((effect) => effect.id === id)?.stepNumber;
          expect([kind, id, stepNumber]).toEqual([kind, id, ofCall]);
        }
        // An undo alone carries the number of a step that came before.
        if (trace.steps.some(({ kind }) => kind === 'model' || kind === 'tool')) {
          expect(lastStep(play.state)).toBe(Math.max(...trace.steps.map(({ stepNumber }) => stepNumber)));
        }
      }),
      { numRuns: process.env.HOLDFAST_TEST_FORM === 'long' ? 3_000 : 300 },
    );
    expect(numbered).toBeGreaterThan(100);
  });
});
