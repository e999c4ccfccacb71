import fc from 'fast-check';
import type { Approval } from '../../src/core/approvals/approval.ts';
import type { Command } from '../../src/core/commands/command.ts';
import type { Continuation } from '../../src/core/context/continuation.ts';
import { callOf } from '../../src/core/ids/ids.ts';
import type { ModelCall, ModelTurn } from '../../src/core/model/model-turn.ts';
import { decide } from '../../src/core/run/decide.ts';
import { evolve } from '../../src/core/run/evolve.ts';
import type { RunEvent } from '../../src/core/run/run-event.ts';
import type { RunState } from '../../src/core/run/run-state.ts';
import { call, charter, given, turn, wakeMs } from './run-story.ts';

/** A world that answers commands in any order, with any result, while people and the clock interfere. */

type Fact = RunEvent extends infer E ? (E extends unknown ? Omit<E, 'atMs'> : never) : never;

const proposedCall: fc.Arbitrary<ModelCall> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc
      .record({
        tool: fc.constantFrom('look', 'change', 'careful', 'send', 'notify'),
        resource: fc.constantFrom('a', 'b', ''),
        intent: fc.boolean(),
      })
      .map(({ tool, resource, intent }) =>
        call(
          tool,
          { resource },
          {
            resources: resource === '' ? [] : [resource],
            ...(intent ? { intent: `${tool}:${resource}` } : {}),
          },
        ),
      ),
  },
  { weight: 1, arbitrary: fc.constant<ModelCall>({ ...call('nope'), check: invalid('unknown-tool') }) },
  { weight: 1, arbitrary: fc.constant(call('elsewhere')) },
  { weight: 1, arbitrary: fc.constant(call('update_plan', { steps: [] })) },
  { weight: 1, arbitrary: fc.constant(call('ask_user', { question: 'Which?' })) },
);

function invalid(reason: 'unknown-tool' | 'bad-arguments') {
  return { kind: 'invalid', reason, message: 'No.' } as const;
}

const plainTurn: fc.Arbitrary<ModelTurn> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.array(proposedCall, { minLength: 1, maxLength: 5 }).map((calls) => turn(calls)),
  },
  {
    weight: 1,
    arbitrary: fc.array(proposedCall, { minLength: 17, maxLength: 18 }).map((calls) => turn(calls)),
  },
  { weight: 1, arbitrary: fc.constantFrom(turn([], 'An answer.'), turn([], '')) },
  { weight: 1, arbitrary: fc.constant(turn([call('finish', { answer: 'Done.' })])) },
);

const failureType = fc.constantFrom(
  'model.bill-unknown',
  'model.context-too-long',
  'model.rate-limited',
  'tool.timed-out',
  'tool.unexpected',
  'tool.output-invalid',
);

const continuation: Continuation = {
  model: charter.model.id,
  parts: [{ kind: 'reasoning', text: 'Hm.', sealed: { anthropic: { signature: 'c2ln' } } }],
};

const modelTurn: fc.Arbitrary<ModelTurn> = fc
  .tuple(plainTurn, fc.boolean())
  .map(([plain, isSealed]) => (isSealed ? { ...plain, continuation } : plain));

/** How a command ends: what brought it about, picked when it is known what it was. */
interface Ending {
  readonly pick: number;
  readonly luck: number;
  readonly answer: ModelTurn;
  readonly failure: string;
}

const ending: fc.Arbitrary<Ending> = fc.record({
  pick: fc.nat(20),
  luck: fc.nat(9),
  answer: modelTurn,
  failure: failureType,
});

type Interference =
  | 'say'
  | 'pause'
  | 'resume'
  | 'end'
  | 'cancel'
  | 'cancel-undo'
  | 'undo'
  | 'clock'
  | 'deadline';
type Step =
  | { readonly kind: 'end'; readonly ending: Ending }
  | { readonly kind: 'people'; readonly what: Interference }
  | {
      readonly kind: 'decide';
      readonly pick: number;
      readonly how: 'approve' | 'reject' | 'edit' | 'scope-run';
    }
  | { readonly kind: 'settle'; readonly outcome: 'applied' | 'absent' }
  | { readonly kind: 'stray'; readonly fact: Fact };

const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 10, arbitrary: fc.record({ kind: fc.constant('end' as const), ending }) },
  {
    weight: 3,
    arbitrary: fc.record({
      kind: fc.constant('decide' as const),
      pick: fc.nat(5),
      how: fc.constantFrom('approve', 'approve', 'reject', 'edit', 'scope-run'),
    }) as fc.Arbitrary<Step>,
  },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant('settle' as const),
      outcome: fc.constantFrom('applied', 'absent'),
    }) as fc.Arbitrary<Step>,
  },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant('people' as const),
      what: fc.constantFrom(
        'say',
        'say',
        'pause',
        'resume',
        'end',
        'cancel',
        'cancel-undo',
        'undo',
        'clock',
        'clock',
        'deadline',
      ),
    }) as fc.Arbitrary<Step>,
  },
  {
    weight: 1,
    arbitrary: fc.constantFrom<Step>(
      { kind: 'stray', fact: { type: 'tool-succeeded', id: 'c99.1', output: 1 } },
      { kind: 'stray', fact: { type: 'model-answered', id: 'm99', answer: turn() } },
      { kind: 'stray', fact: { type: 'command-started', id: 'c99.1' } },
      { kind: 'stray', fact: { type: 'call-prepared', id: 'c1.1', preview: 'late' } },
      { kind: 'stray', fact: { type: 'undo-ended', id: 'c1.1', end: { kind: 'undone' } } },
    ),
  },
);

export interface Script {
  readonly chat: boolean;
  readonly steps: readonly Step[];
}

export const anyScript: fc.Arbitrary<Script> = fc.record({
  chat: fc.boolean(),
  steps: fc.array(step, { maxLength: 140 }),
});

export interface Play {
  readonly states: readonly RunState[];
  readonly events: readonly RunEvent[];
  readonly started: readonly Command[];
  /** State in which each command was named. */
  readonly namedIn: ReadonlyMap<string, RunState>;
  readonly ended: ReadonlyMap<string, RunEvent>;
  readonly final: RunState;
}

const lucky: Omit<Ending, 'pick'> = { luck: 5, answer: turn([], 'The end.'), failure: '' };

/** Drive a run as the workflow does; when the steps are used up, let every input end. */
export function play({ chat, steps }: Script): Play {
  let state = given(chat ? { chat } : {});
  let atMs = 2_000;
  let messages = 0;
  const states = [state];
  const events: RunEvent[] = [];
  const started: Command[] = [];
  const namedIn = new Map<string, RunState>();
  const ended = new Map<string, RunEvent>();
  const open = new Map<string, Command>();

  const apply = (fact: Fact): void => {
    atMs += 5;
    const event = { ...fact, atMs } as RunEvent;
    events.push(event);
    state = evolve(state, event);
    states.push(state);
  };
  const start = (): void => {
    for (const command of decide(state)) {
      namedIn.set(command.id, state);
      apply({ type: 'command-started', id: command.id });
      started.push(command);
      if (command.kind !== 'abort-model') open.set(command.id, command);
    }
  };
  const end = (command: Command, how: Omit<Ending, 'pick'>): void => {
    open.delete(command.id);
    const fact = endOf(command, how);
    if (!fact) return;
    ended.set(command.id, fact as RunEvent);
    apply(fact);
  };
  const passTime = (): void => {
    const nextMs = wakeMs(state);
    if (nextMs === undefined) return;
    atMs = Math.max(atMs, nextMs);
    apply({ type: 'time-passed' });
  };

  for (const next of steps) {
    start();
    switch (next.kind) {
      case 'end': {
        const pick = [...open.values()][next.ending.pick % Math.max(1, open.size)];
        if (pick) end(pick, next.ending);
        break;
      }
      case 'decide':
        for (const fact of decisionOn(state, next.pick, next.how)) apply(fact);
        break;
      case 'settle':
        for (const fact of settlement(state, next.outcome)) apply(fact);
        break;
      case 'stray':
        apply(next.fact);
        break;
      case 'people':
        if (next.what === 'clock') passTime();
        else if (next.what === 'deadline') atMs += 61_000;
        else apply(peopleFact(next.what, messages++));
    }
  }
  apply({ type: 'resumed' });
  apply({ type: 'conversation-ended' });
  for (let rest = 0; rest < 600 && !state.outcome; rest++) {
    start();
    const pick = [...open.values()][0];
    if (pick) end(pick, lucky);
    else {
      for (const fact of [...decisionOn(state, 0, 'approve'), ...settlement(state, 'applied')]) apply(fact);
      passTime();
    }
  }
  return { states, events, started, namedIn, ended, final: state };
}

function endOf(command: Command, { luck, answer, failure }: Omit<Ending, 'pick'>): Fact | undefined {
  const failed = { type: failure, message: 'no', retryable: false };
  const good = luck >= 3;
  const { id } = command;
  switch (command.kind) {
    case 'open-run':
      return { type: 'run-opened', charter };
    case 'call-model':
      return good ? { type: 'model-answered', id, answer } : { type: 'model-failed', id, failure: failed };
    case 'run-tool': {
      const callId = callOf(id) ?? id;
      if (good) return { type: 'tool-succeeded', id: callId, output: id };
      if (luck === 2) return { type: 'tool-rejected', id: callId, message: 'refused' };
      if (luck === 1) return { type: 'tool-voided', id: callId, message: 'moved' };
      return { type: 'tool-failed', id: callId, failure: failed };
    }
    case 'prepare-tool': {
      const { callId } = command;
      if (luck === 0) return { type: 'prepare-failed', id: callId, failure: failed };
      if (luck === 1) return { type: 'prepare-rejected', id: callId, message: 'cannot' };
      return { type: 'call-prepared', id: callId, preview: `will do ${callId}`, precondition: luck };
    }
    case 'check-edit': {
      const check = good
        ? ({ kind: 'valid', facts: { resources: ['a'] } } as const)
        : invalid('bad-arguments');
      return { type: 'edit-checked', id: command.callId, check };
    }
    case 'probe-effect': {
      const { callId } = command;
      if (luck === 0) return { type: 'probe-failed', id: callId, failure: failed };
      if (luck === 1) return { type: 'effect-probed', id: callId, found: { kind: 'unknown' } };
      if (luck === 2) return { type: 'effect-probed', id: callId, found: { kind: 'absent' } };
      return { type: 'effect-probed', id: callId, found: { kind: 'applied', output: id } };
    }
    case 'undo-effect': {
      const effectId = command.effect.id;
      if (luck === 0) return { type: 'undo-ended', id: effectId, end: { kind: 'failed', failure: failed } };
      if (luck === 1)
        return { type: 'undo-ended', id: effectId, end: { kind: 'conflict', message: 'changed' } };
      return { type: 'undo-ended', id: effectId, end: { kind: 'undone' } };
    }
    case 'check-settlement': {
      const id = command.effect.id;
      if (luck === 0) return { type: 'settlement-checked', id, found: { kind: 'unknown' } };
      if (luck === 1) return { type: 'settlement-checked', id, found: { kind: 'misfit', message: 'no' } };
      return { type: 'settlement-checked', id, found: { kind: 'applied', output: id } };
    }
    case 'look-at-work':
      return { type: 'work-seen', id, running: good ? 'all' : {} };
    case 'read-past':
      return { type: 'past-read', id, failure: failed };
    case 'abort-model':
      return undefined;
  }
}

function decisionOn(state: RunState, pick: number, how: 'approve' | 'reject' | 'edit' | 'scope-run'): Fact[] {
  const approval = state.approvals[pick % Math.max(1, state.approvals.length)] as Approval | undefined;
  if (!approval) return [];
  const common = { approvalId: approval.id, digest: approval.digest, by: 'bea' };
  if (how === 'edit') {
    const args = { resource: 'a', edited: true };
    return [{ type: 'approval-resolved', decision: { ...common, decision: 'edit', arguments: args } }];
  }
  const decision = how === 'reject' ? 'reject' : 'approve';
  const scope = how === 'scope-run' ? { scope: 'run' as const } : {};
  return [{ type: 'approval-resolved', decision: { ...common, decision, ...scope } }];
}

function settlement(state: RunState, outcome: 'applied' | 'absent'): Fact[] {
  const waiting = state.calls.find(
    ({ progress }) => progress.state === 'settling' && progress.by === 'person',
  );
  if (!waiting) return [];
  const output = outcome === 'applied' ? { output: waiting.id } : {};
  return [{ type: 'effect-settled', id: waiting.id, outcome, ...output, by: 'bea' }];
}

function peopleFact(what: Exclude<Interference, 'clock' | 'deadline'>, n: number): Fact {
  switch (what) {
    case 'say':
      return { type: 'user-spoke', message: `message ${n}`, messageId: `id${n}` };
    case 'pause':
      return { type: 'paused' };
    case 'resume':
      return { type: 'resumed' };
    case 'end':
      return { type: 'conversation-ended' };
    case 'cancel':
      return { type: 'cancel-requested', by: 'ada' };
    case 'cancel-undo':
      return { type: 'cancel-requested', by: 'ada', undo: true };
    case 'undo':
      return { type: 'undo-requested', selection: {}, by: 'ada' };
  }
}
