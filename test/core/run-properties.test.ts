import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Command } from '../../src/core/command.ts';
import { decide } from '../../src/core/decide.ts';
import { evolve } from '../../src/core/evolve.ts';
import type { ModelCall, ModelTurn } from '../../src/core/model-turn.ts';
import type { RunEvent } from '../../src/core/run-event.ts';
import type { RunState } from '../../src/core/run-state.ts';
import { call, charter, given, turn } from '../support/run-story.ts';

/** A world that answers commands in any order, with any result, while people interfere. */

const proposedCall: fc.Arbitrary<ModelCall> = fc.oneof(
  fc
    .record({ tool: fc.constantFrom('look', 'change', 'send'), resource: fc.constantFrom('a', 'b', '') })
    .map(({ tool, resource }) => call(tool, { resource }, { resources: resource === '' ? [] : [resource] })),
  fc.constant<ModelCall>({
    ...call('nope'),
    check: { kind: 'invalid', reason: 'unknown-tool', message: 'There is no nope.' },
  }),
  fc.constant(call('elsewhere')),
  fc.constant(call('update_plan', { steps: [] })),
  fc.constant(call('ask_user', { question: 'Which?' })),
);

const modelTurn: fc.Arbitrary<ModelTurn> = fc.oneof(
  {
    weight: 5,
    arbitrary: fc.array(proposedCall, { minLength: 1, maxLength: 20 }).map((calls) => turn(calls)),
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
);

type Step =
  | { kind: 'end'; pick: number; good: boolean; answer: ModelTurn; failure: string }
  | { kind: 'message'; name: 'say' | 'pause' | 'resume' | 'end' | 'cancel' }
  | { kind: 'stray'; event: Omit<RunEvent, 'atMs'> };

const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 8,
    arbitrary: fc.record({
      kind: fc.constant('end' as const),
      pick: fc.nat(20),
      good: fc.boolean(),
      answer: modelTurn,
      failure: failureType,
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant('message' as const),
      name: fc.constantFrom('say', 'say', 'pause', 'resume', 'end', 'cancel'),
    }) as fc.Arbitrary<Step>,
  },
  {
    weight: 1,
    arbitrary: fc.constantFrom<Step>(
      { kind: 'stray', event: { type: 'tool-succeeded', id: 'c99.1', output: 1 } as never },
      { kind: 'stray', event: { type: 'model-answered', id: 'm99', answer: turn() } as never },
      { kind: 'stray', event: { type: 'command-started', id: 'c99.1' } as never },
    ),
  },
);

interface Play {
  readonly states: RunState[];
  readonly events: RunEvent[];
  readonly started: Command[];
  readonly ended: Map<string, RunEvent>;
  readonly final: RunState;
}

/** Drive a run as the workflow does; when the steps are used up, let every input end. */
function play(chat: boolean, steps: readonly Step[]): Play {
  let state = given(chat ? { chat } : {});
  const states = [state];
  const events: RunEvent[] = [];
  const started: Command[] = [];
  const ended = new Map<string, RunEvent>();
  const open = new Map<string, Command>();
  let atMs = 2_000;

  const apply = (event: Omit<RunEvent, 'atMs'>): void => {
    const full = { ...event, atMs: (atMs += 5) } as RunEvent;
    events.push(full);
    state = evolve(state, full);
    states.push(state);
  };
  const start = (): void => {
    for (const command of decide(state)) {
      apply({ type: 'command-started', id: command.id } as never);
      started.push(command);
      if (command.kind !== 'abort-model') open.set(command.id, command);
    }
  };
  const end = (command: Command, { good, answer, failure }: Extract<Step, { kind: 'end' }>): void => {
    open.delete(command.id);
    const failed = { type: failure, message: 'no', retryable: false };
    const id = command.id;
    const event =
      command.kind === 'open-run'
        ? { type: 'run-opened', charter }
        : command.kind === 'call-model'
          ? good
            ? { type: 'model-answered', id, answer }
            : { type: 'model-failed', id, failure: failed }
          : good
            ? { type: 'tool-succeeded', id, output: id }
            : { type: 'tool-failed', id, failure: failed };
    ended.set(id, event as RunEvent);
    apply(event as never);
  };

  let messages = 0;
  for (const next of steps) {
    start();
    if (next.kind === 'stray') apply(next.event);
    else if (next.kind === 'message') apply(messageEvent(next.name, messages++) as never);
    else {
      const pick = [...open.values()][next.pick % Math.max(1, open.size)];
      if (pick) end(pick, next);
    }
  }
  apply({ type: 'resumed' } as never);
  apply({ type: 'conversation-ended' } as never);
  for (let rest = 0; rest < 500 && !state.outcome; rest++) {
    start();
    const pick = [...open.values()][0];
    if (pick) end(pick, { kind: 'end', pick: 0, good: true, answer: turn([], 'The end.'), failure: '' });
  }
  return { states, events, started, ended, final: state };
}

function messageEvent(name: string, n: number): Omit<RunEvent, 'atMs'> {
  switch (name) {
    case 'say':
      return { type: 'user-spoke', message: `message ${n}`, messageId: `id${n}` } as never;
    case 'pause':
      return { type: 'paused' } as never;
    case 'resume':
      return { type: 'resumed' } as never;
    case 'end':
      return { type: 'conversation-ended' } as never;
    default:
      return { type: 'cancel-requested', by: 'ada' } as never;
  }
}

const anyPlay = fc.record({ chat: fc.boolean(), steps: fc.array(step, { maxLength: 120 }) });
const runs = { numRuns: process.env.HOLDFAST_TEST_FORM === 'long' ? 5_000 : 400 };

describe('a run, over any sequence of events', () => {
  it('always reaches closed when its inputs end', () => {
    fc.assert(
      fc.property(anyPlay, ({ chat, steps }) => {
        expect(play(chat, steps).final.outcome).toBeDefined();
      }),
      runs,
    );
  });

  it('starts each command once', () => {
    fc.assert(
      fc.property(anyPlay, ({ chat, steps }) => {
        const ids = play(chat, steps).started.map(({ id }) => id);
        expect(new Set(ids).size).toBe(ids.length);
      }),
      runs,
    );
  });

  it('never acts before an allowing verdict', () => {
    fc.assert(
      fc.property(anyPlay, ({ chat, steps }) => {
        for (const state of play(chat, steps).states) {
          for (const { progress, verdict } of state.calls) {
            if (progress.state === 'acting') expect(verdict?.kind).toBe('allow');
          }
        }
      }),
      runs,
    );
  });

  it('never runs a write beside another call on its resource', () => {
    fc.assert(
      fc.property(anyPlay, ({ chat, steps }) => {
        for (const { calls } of play(chat, steps).states) {
          const acting = calls.filter(({ progress }) => progress.state === 'acting');
          for (const write of acting.filter(({ tool }) => tool !== 'look')) {
            for (const other of acting.filter((candidate) => candidate !== write)) {
              expect(write.facts.resources).not.toEqual([]);
              expect(other.facts.resources.filter((r) => write.facts.resources.includes(r))).toEqual([]);
            }
          }
        }
      }),
      runs,
    );
  });

  it("never drops a started call's result, and keeps the model's order", () => {
    fc.assert(
      fc.property(anyPlay, ({ chat, steps }) => {
        const { final, ended, started } = play(chat, steps);
        const told = final.transcript.messages.filter((message) => message.role === 'tool');
        const ids = told.map(({ callId }) => callId);
        const startedTools = started.filter(({ kind }) => kind === 'run-tool').map(({ id }) => id);
        if (final.transcript.omitted === 0) {
          for (const id of startedTools) expect(ids).toContain(id);
          expect(ids).toEqual([...ids].sort(byCallId));
        }
        for (const effect of final.effects) {
          const expected = ended.get(effect.id)?.type === 'tool-succeeded' ? 'applied' : 'unknown';
          expect(effect.state).toBe(expected);
        }
      }),
      runs,
    );
  });

  it('answers every call the model proposed before the model is called again', () => {
    fc.assert(
      fc.property(anyPlay, ({ chat, steps }) => {
        const { messages } = play(chat, steps).final.transcript;
        messages.forEach((message, position) => {
          if (message.role !== 'assistant') return;
          const results = messages.slice(position + 1, position + 1 + message.calls.length);
          expect(results.map((result) => result.role === 'tool' && result.callId)).toEqual(
            message.calls.map(({ id }) => id),
          );
        });
      }),
      runs,
    );
  });

  it('returns the same reference for an event that it has seen already', () => {
    fc.assert(
      fc.property(anyPlay, ({ chat, steps }) => {
        const { states, events } = play(chat, steps);
        events.forEach((event, index) => {
          const after = states[index + 1] as RunState;
          const idempotent =
            event.type !== 'conversation-ended' && event.type !== 'paused' && event.type !== 'resumed';
          if (idempotent) expect(evolve(after, event)).toBe(after);
        });
      }),
      runs,
    );
  });

  it('is plain JSON at every moment', () => {
    fc.assert(
      fc.property(anyPlay, ({ chat, steps }) => {
        const { final } = play(chat, steps);
        expect(JSON.parse(JSON.stringify(final))).toEqual(final);
      }),
      { numRuns: 100 },
    );
  });
});

function byCallId(a: string, b: string): number {
  const [turnA = 0, indexA = 0] = a.slice(1).split('.').map(Number);
  const [turnB = 0, indexB = 0] = b.slice(1).split('.').map(Number);
  return turnA - turnB || indexA - indexB;
}
