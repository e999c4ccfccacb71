import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { activityFact } from '../../../src/core/commands/activities.ts';
import type { ActivityEnd } from '../../../src/core/commands/activity.ts';
import type { Command } from '../../../src/core/commands/command.ts';
import type { Judgement } from '../../../src/core/messages/message.ts';
import {
  eventOfMessage,
  judgeMessage,
  type RunMessageName,
} from '../../../src/core/messages/run-messages.ts';
import { decide } from '../../../src/core/run/decide.ts';
import { evolve } from '../../../src/core/run/evolve.ts';
import type { RunState } from '../../../src/core/run/run-state.ts';
import { RunProjection } from '../../../src/core/trace/run-projection.ts';
import type { Json } from '../../../src/core/values/json.ts';
import { call, charter, given, turn, wakeMs } from '../../support/run-story.ts';

type Activity = Exclude<Command, { kind: 'abort-model' }>;

const rules = [
  ...charter.rules,
  {
    name: 'changes ask somebody else',
    when: { tool: ['change'] },
    then: 'ask' as const,
    selfApproval: false,
  },
];

/** A run as its driver knows it, and as its history tells it. */
class Told {
  state: RunState;
  readonly projection = new RunProjection();
  readonly #open = new Map<string, Activity>();
  #atMs = 1_000;

  constructor(chat: boolean) {
    this.state = given({ chat });
    const { task, workflowId, firstRunId } = this.state;
    this.projection.add({ type: 'execution-started', atMs: this.#atMs, task, workflowId, firstRunId });
  }

  /** What the handler answers, and the state before. */
  tell(name: RunMessageName, payload: object): { before: RunState; judgement: Judgement } | undefined {
    const event = eventOfMessage(name, payload, ++this.#atMs);
    if (!event) return undefined;
    const before = this.state;
    const judgement = judgeMessage(before, event);
    this.state = evolve(before, event);
    this.projection.add({ type: 'message-taken', atMs: this.#atMs, event });
    return { before, judgement };
  }

  /** Start what is due and let one activity end, or time pass. */
  work(which: number, how: number): void {
    for (const command of decide(this.state)) this.#start(command);
    const activity = [...this.#open.values()][which % Math.max(1, this.#open.size)];
    if (activity && which < 8) this.#end(activity, how);
    else {
      this.#atMs = Math.max(this.#atMs + 1, wakeMs(this.state) ?? 0);
      this.state = evolve(this.state, { type: 'time-passed', atMs: this.#atMs });
      this.projection.add({ type: 'timer-fired', atMs: this.#atMs });
    }
  }

  #start(command: Command): void {
    const { id, kind } = command;
    // History does not tell of it: its model call ends all the same.
    if (kind === 'abort-model') return;
    this.state = evolve(this.state, { type: 'command-started', atMs: ++this.#atMs, id });
    this.#open.set(id, command);
    const about = { type: 'activity-scheduled', atMs: this.#atMs, id } as const;
    if (kind === 'open-run' || kind === 'call-model' || kind === 'look-at-work' || kind === 'read-past')
      this.projection.add({ ...about, activity: kind });
    else {
      const { tool, arguments: args } = 'effect' in command ? command.effect : command;
      this.projection.add({ ...about, activity: kind, tool, arguments: args });
    }
  }

  #end(activity: Activity, how: number): void {
    this.#open.delete(activity.id);
    const end = endOf(activity, how, this.state.turn);
    const fact = activityFact(activity.kind, activity.id, end);
    this.#atMs++;
    if (fact) this.state = evolve(this.state, { ...fact, atMs: this.#atMs });
    this.projection.add({ type: 'activity-ended', atMs: this.#atMs, id: activity.id, end });
  }
}

function endOf({ kind }: Activity, how: number, turns: number): ActivityEnd {
  const completed = (output: unknown): ActivityEnd => ({ kind: 'completed', output: output as Json });
  const failed = (type: string): ActivityEnd => ({
    kind: 'failed',
    failure: { type, message: 'no', retryable: false },
  });
  switch (kind) {
    case 'open-run':
      return completed({ ...charter, rules });
    case 'call-model':
      if (how % 5 === 0) return completed(turn([], 'An answer.'));
      if (how % 9 === 1) return completed(turn([call('ask_user', { question: 'Which?' })]));
      return completed(turn(proposals(how, turns)));
    case 'look-at-work':
      return completed({ kind: 'seen', running: {} });
    case 'read-past':
      return completed({
        readFor: 'r',
        spent: { modelCalls: 1, toolCalls: 0, costNanoUsd: 5, callsByTool: {} },
        changed: [],
      });
    case 'run-tool':
      if (how % 4 === 0) return failed('tool.timed-out');
      return completed(
        how % 4 === 1 ? { kind: 'voided', message: 'gone' } : { kind: 'succeeded', output: how },
      );
    case 'prepare-tool':
      return completed({ kind: 'prepared', preview: 'p' });
    case 'check-edit':
      return completed(
        how % 2 === 0
          ? { kind: 'valid', facts: { resources: ['a'] } }
          : { kind: 'invalid', reason: 'bad-arguments', message: 'no' },
      );
    case 'probe-effect':
      return completed({ kind: how % 3 === 0 ? 'absent' : 'unknown' });
    case 'undo-effect':
      return how % 2 === 0 ? failed('tool.unexpected') : completed({ kind: 'undone' });
    case 'check-settlement':
      if (how % 4 === 0) return failed('tool.unexpected');
      return completed(how % 4 === 1 ? { kind: 'misfit', message: 'no' } : { kind: 'applied', output: how });
  }
}

function proposals(how: number, turns: number) {
  const tools = ['careful', 'change', 'send', 'look'];
  return [0, 1].map((index) =>
    call(tools[(how + index) % tools.length] ?? 'look', { turns, index }, { resources: [`${how % 3}`] }),
  );
}

type Step = readonly [what: number, which: number, how: number];

/** A message about what is there, or now and then about what is not. */
function messageOf([what, which, how]: Step, state: RunState): [RunMessageName, object] | undefined {
  const approval = state.approvals[which % Math.max(1, state.approvals.length)]?.id ?? 'c9.9r9';
  const effect = state.effects[which % Math.max(1, state.effects.length)]?.id ?? 'c9.9';
  const by = how % 2 === 0 ? 'ada' : 'ben';
  const text = which === 0 ? 'x'.repeat(65 * 1024) : which < 5 ? 'y'.repeat(60_000) : 'Hello.';
  const messages: readonly [RunMessageName, object][] = [
    ['say', { message: text, messageId: `${how % 12}` }],
    ['say', { message: 'And?', messageId: `${how}` }],
    ['resolveApproval', { approvalId: approval, decision: 'approve', by, digest: 'abcdefgh' }],
    ['resolveApproval', { approvalId: approval, decision: how % 5 === 0 ? 'reject' : 'approve', by }],
    ['resolveApproval', { approvalId: approval, decision: 'edit', by, arguments: { how } }],
    ['resolveApproval', { approvalId: 'c9.9r9', decision: 'approve', by }],
    ['settleEffect', { effectId: how % 9 === 0 ? 'c9.9' : effect, outcome: 'absent', by }],
    ['settleEffect', { effectId: effect, outcome: 'applied', output: 'sent', by }],
    ['probeEffect', { effectId: effect, by }],
    ['undoEffects', { by, effectIds: [how % 4 === 0 ? 'c9.9' : effect] }],
    ['pause', {}],
    ['resume', {}],
    ['resume', {}],
    ['say', { message: 7 }],
    ...(how % 5 === 0 ? ([['endConversation', {}]] as [RunMessageName, object][]) : []),
    ...(how % 7 === 0 ? ([['cancelRun', { by, undo: how % 2 === 0 }]] as [RunMessageName, object][]) : []),
  ];
  return messages[what];
}

const steps = fc.array(fc.tuple(fc.nat(36), fc.nat(9), fc.nat(99)), { minLength: 20, maxLength: 90 });

/** What a refusal may leave behind: that it was decided about an approval. */
function withoutDecisions(state: RunState): unknown {
  return {
    ...state,
    nowMs: 0,
    approvals: state.approvals.map((approval) => ({ ...approval, decisions: [] })),
  };
}

describe('a message to a run', () => {
  it('moves it, or is answered as refused or delivered before: the run’s history tells the same', () => {
    let refused = 0;
    fc.assert(
      fc.property(fc.boolean(), steps, (chat, draws) => {
        const told = new Told(chat);
        for (const draw of draws) {
          const message = messageOf(draw, told.state);
          const answer = message && told.tell(...message);
          if (!message) told.work(draw[1], draw[2]);
          if (!answer) continue;
          const { before, judgement } = answer;
          if (judgement === 'taken') expect(told.state).not.toBe(before);
          else if (typeof judgement === 'object' && message[0] === 'resolveApproval') {
            expect(withoutDecisions(told.state)).toEqual(withoutDecisions(before));
          } else expect(told.state).toBe(before);
          expect(told.projection.state).toEqual(told.state);
          if (judgement !== 'taken') refused++;
        }
      }),
      { numRuns: process.env.HOLDFAST_TEST_FORM === 'long' ? 3_000 : 200 },
    );
    expect(refused).toBeGreaterThan(200);
  });
});
