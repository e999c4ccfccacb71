import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { approvalCards } from '../../../src/core/approvals/approval-card.ts';
import type { CallCheck } from '../../../src/core/model/model-turn.ts';
import { nothingSpent } from '../../../src/core/resets/past.ts';
import { boundedEvent } from '../../../src/core/run/bounded-event.ts';
import { decide } from '../../../src/core/run/decide.ts';
import type { EventFact, RunEvent } from '../../../src/core/run/run-event.ts';
import { readRunStart } from '../../../src/core/run/run-start.ts';
import type { RunState } from '../../../src/core/run/run-state.ts';
import { stateAtStart } from '../../../src/core/run/state-at-start.ts';
import { jsonBytes } from '../../../src/core/values/json.ts';
import { isWellFormedJson } from '../../../src/core/values/well-formed-json.ts';
import { currentDetails } from '../../../src/core/view/current-details.ts';
import { viewOfRun } from '../../../src/core/view/view-of-run.ts';
import { answered, call, done, givenChat, opened, task, turn, when } from '../../support/run-story.ts';

const identity = { workflowId: 'agent/desk/t1', firstRunId: 'r1', startedAtMs: 1_000 };
const failure = (message: string, type = 'tool.unexpected') => ({ type, message, retryable: false });
const started = (fields: object) =>
  stateAtStart(readRunStart({ task: { ...task, ...fields } }, identity.workflowId), identity);

/** A call of `name` that has been dispatched. */
function acting(name: string): RunState {
  return when(answered(opened(), turn([call(name)])), { type: 'command-started', id: 'c1.1' });
}

/** A call that is looked at before anything else. */
function looking(): RunState {
  return when(answered(opened(), turn([call('careful')])), { type: 'command-started', id: 'c1.1p1' });
}

function asked(): RunState {
  return when(looking(), { type: 'call-prepared', id: 'c1.1', preview: 'Change it.' });
}

function editing(): RunState {
  return when(
    asked(),
    {
      type: 'approval-resolved',
      decision: { approvalId: 'c1.1r1', decision: 'edit', arguments: {}, by: 'bea' },
    },
    { type: 'command-started', id: 'c1.1e2' },
  );
}

function undoing(): RunState {
  const spoken = when(opened(givenChat()), { type: 'user-spoke', message: 'Change it.', messageId: '1' });
  const changed = done(answered(spoken, turn([call('change')])), 'c1.1');
  const idle = answered(changed, turn([], 'Done.'));
  return when(
    idle,
    { type: 'undo-requested', selection: {}, by: 'bea' },
    { type: 'command-started', id: 'c1.1u1' },
  );
}

function lost(name: string): RunState {
  return when(acting(name), { type: 'tool-failed', id: 'c1.1', failure: failure('lost', 'tool.timed-out') });
}

function probing(): RunState {
  return when(
    lost('send'),
    { type: 'time-passed', atMs: 100_000 },
    { type: 'command-started', id: 'c1.1q1' },
  );
}

/** It was reset, and what it did before is being read. */
function readingPast(): RunState {
  return when(
    opened(),
    { type: 'command-started', id: 'm1' },
    { type: 'model-failed', id: 'm1', failure: failure('was reset', 'run.past-unknown') },
    { type: 'command-started', id: 'past1' },
  );
}

const invalid = (message: string): CallCheck => ({ kind: 'invalid', reason: 'bad-arguments', message });

/** Every way by which a text from outside comes into a run. */
const doors: Readonly<Record<string, (text: string) => RunState>> = {
  'a task': (input) => started({ input }),
  'a greeting': (greeting) => started({ chat: true, greeting }),
  'who starts it': (startedBy) => started({ startedBy }),
  'a field that no task has': (more) => started({ more }),
  'why it cannot begin': (text) =>
    when(
      givenChat(),
      { type: 'command-started', id: 'open' },
      { type: 'run-opening-failed', failure: failure(text, text) },
    ),
  "a user's message": (message) => when(opened(givenChat()), { type: 'user-spoke', message, messageId: 'm' }),
  "a message's id": (messageId) =>
    when(opened(givenChat()), { type: 'user-spoke', message: 'Hi', messageId }),
  "a model's text": (text) => answered(opened(), turn([], text)),
  "a model's text beside calls": (text) => answered(opened(), turn([call('look')], text)),
  "a model's arguments": (text) => answered(opened(), turn([call('look', { a: [{ text }] })])),
  "the names of a model's arguments": (text) => answered(opened(), turn([call('look', { [text]: 1 })])),
  'the name of a tool that a model invents': (name) =>
    answered(opened(), turn([{ ...call(name), check: invalid('There is no such tool.') }])),
  'why a call is malformed': (text) => answered(opened(), turn([{ ...call('look'), check: invalid(text) }])),
  "a call's facts": (text) =>
    answered(opened(), turn([call('change', {}, { summary: text, intent: text, resources: [text] })])),
  "a model's plan": (title) =>
    answered(opened(), turn([call('update_plan', { steps: [{ title, risk: 'low', status: 'pending' }] })])),
  "a model's question": (question) => answered(opened(), turn([call('ask_user', { question })])),
  'why a model hands over': (reason) => answered(opened(), turn([call('escalate', { reason })])),
  "a model's last answer": (answer) => answered(opened(), turn([call('finish', { answer })])),
  "a model's failure": (text) => {
    const waiting = when(opened(), { type: 'command-started', id: 'm1' });
    return when(waiting, { type: 'model-failed', id: 'm1', failure: failure(text, text) });
  },
  "a tool's output": (output) => when(acting('look'), { type: 'tool-succeeded', id: 'c1.1', output }),
  "a write's output": (text) =>
    when(acting('change'), { type: 'tool-succeeded', id: 'c1.1', output: { [text]: text } }),
  "a tool's refusal": (message) => when(acting('look'), { type: 'tool-rejected', id: 'c1.1', message }),
  'a precondition that changed': (message) =>
    when(acting('change'), { type: 'tool-voided', id: 'c1.1', message }),
  "a tool's error": (text) =>
    when(acting('look'), { type: 'tool-failed', id: 'c1.1', failure: failure(text, text) }),
  "a write's error": (text) =>
    when(acting('notify'), { type: 'tool-failed', id: 'c1.1', failure: failure(text, text) }),
  'what is read of its past': (text) =>
    when(readingPast(), {
      type: 'past-read',
      id: 'past1',
      past: {
        readFor: text,
        spent: { ...nothingSpent, callsByTool: { [text]: 1 } },
        changed: [{ idempotencyKey: text, state: text as 'undone' }],
      },
    }),
  'why its past cannot be read': (text) =>
    when(readingPast(), { type: 'past-read', id: 'past1', failure: failure(text, text) }),
  'a preview': (preview) => when(looking(), { type: 'call-prepared', id: 'c1.1', preview }),
  'what a look found': (text) =>
    when(looking(), {
      type: 'call-prepared',
      id: 'c1.1',
      preview: 'x',
      before: text,
      precondition: { [text]: text },
      facts: { summary: text, resources: [text] },
    }),
  "a look's refusal": (message) => when(looking(), { type: 'prepare-rejected', id: 'c1.1', message }),
  "a look's error": (text) =>
    when(looking(), { type: 'prepare-failed', id: 'c1.1', failure: failure(text, text) }),
  'why somebody decided': (reason) =>
    when(asked(), {
      type: 'approval-resolved',
      decision: { approvalId: 'c1.1r1', decision: 'reject', by: 'bea', reason },
    }),
  'who decided': (by) =>
    when(asked(), {
      type: 'approval-resolved',
      decision: { approvalId: 'c1.1r1', decision: 'approve', by, scope: 'run' },
    }),
  'a decision that is refused': (reason) =>
    when(asked(), {
      type: 'approval-resolved',
      decision: { approvalId: 'c1.1r1', decision: 'approve', by: reason, digest: 'other-digest', reason },
    }),
  'why an edit does not fit': (text) =>
    when(editing(), { type: 'edit-checked', id: 'c1.1', check: invalid(text) }),
  'what a schema makes of an edit': (text) =>
    when(editing(), {
      type: 'edit-checked',
      id: 'c1.1',
      check: {
        kind: 'valid',
        facts: { resources: [] },
        arguments: { [text]: [text] },
      },
    }),
  'what a probe found': (output) =>
    when(probing(), { type: 'effect-probed', id: 'c1.1', found: { kind: 'applied', output } }),
  "a probe's error": (text) =>
    when(probing(), { type: 'probe-failed', id: 'c1.1', failure: failure(text, text) }),
  'who settled it': (by) =>
    when(when(probing(), { type: 'effect-probed', id: 'c1.1', found: { kind: 'unknown' } }), {
      type: 'effect-settled',
      id: 'c1.1',
      outcome: 'applied',
      by,
    }),
  'why it is cancelled': (reason) =>
    when(opened(), { type: 'cancel-requested', by: reason, reason, undo: true }),
  'why it is undone': (reason) =>
    when(undoing(), { type: 'undo-requested', selection: {}, by: reason, reason }),
  'a conflict of an undo': (message) =>
    when(undoing(), { type: 'undo-ended', id: 'c1.1', end: { kind: 'conflict', message } }),
  "an undo's error": (text) =>
    when(undoing(), {
      type: 'undo-ended',
      id: 'c1.1',
      end: { kind: 'failed', failure: failure(text, text) },
    }),
};

/** A few parts, as often as told: what is printed of a failure stays short. */
const longText = 4 * 1024 * 1024;
const parts = fc.array(
  fc.constantFrom('a', '€', '\ud83d', '\ude00', '🙂', '\u0000', '"', '\\ud83d', '\n[Holdfast] '),
  { minLength: 1, maxLength: 6 },
);
const length = fc.constantFrom(1, 300, 40_000);
const textOf = (of: readonly string[], chars: number): string =>
  of.join('').repeat(Math.ceil(chars / of.join('').length));

/** Of whatever one text may leave; a state that is handed on has to fit into one payload. */
const maxStateBytes = 1_280 * 1024;

describe('a text from outside', () => {
  it.each(Object.keys(doors))('leaves a bounded, well-formed state: %s', (door) => {
    fc.assert(
      fc.property(parts, length, (of, chars) => {
        const state = doors[door]?.(textOf(of, chars));
        if (!state) throw new Error(`no door ${door}`);
        expect(jsonBytes(state)).toBeLessThan(maxStateBytes);
        const shown = {
          state,
          view: viewOfRun(state),
          details: currentDetails(state),
          cards: approvalCards(state.approvals),
          commands: decide(state),
        };
        expect(isWellFormedJson(shown)).toBe(true);
        expect(jsonBytes(shown)).toBeLessThan(4 * maxStateBytes);
      }),
      {
        numRuns: 6,
        examples: [
          [['🙂', '\ud83d'], longText],
          [['\ude00', ' and ', '\ud83d'], 1],
        ],
      },
    );
  });
});

describe('a text of megabytes in an event', () => {
  const text = '🙂\ud83d '.repeat(1_000_000);
  const failed = failure(text, text);
  const bounds: readonly [string, EventFact, readonly (readonly [string, number])[]][] = [
    ['a refusal', { type: 'tool-rejected', id: 'c1.1', message: text }, [['message', 16_384]]],
    ['what made a call void', { type: 'tool-voided', id: 'c1.1', message: text }, [['message', 16_384]]],
    ['a refusal to look', { type: 'prepare-rejected', id: 'c1.1', message: text }, [['message', 16_384]]],
    ...(['model-failed', 'tool-failed', 'prepare-failed', 'probe-failed'] as const).map(
      (type) =>
        [
          `the failure of ${type}`,
          { type, id: 'c1.1', failure: failed },
          [
            ['failure.message', 4_096],
            ['failure.type', 200],
          ],
        ] as [string, EventFact, [string, number][]],
    ),
    [
      'why its past cannot be read',
      { type: 'past-read', id: 'past1', failure: failed },
      [
        ['failure.message', 4_096],
        ['failure.type', 200],
      ],
    ],
    [
      'the execution that its past is about',
      { type: 'past-read', id: 'past1', past: { readFor: text, spent: nothingSpent, changed: [] } },
      [['past.readFor', 200]],
    ],
    [
      'why a run cannot begin',
      { type: 'run-opening-failed', failure: failed },
      [
        ['failure.message', 4_096],
        ['failure.type', 200],
      ],
    ],
    ['a preview', { type: 'call-prepared', id: 'c1.1', preview: text }, [['preview', 4_096]]],
    [
      'a decision',
      {
        type: 'approval-resolved',
        decision: { approvalId: 'c1.1r1', decision: 'reject', by: text, reason: text },
      },
      [
        ['decision.by', 200],
        ['decision.reason', 4_096],
      ],
    ],
    [
      'a cancel',
      { type: 'cancel-requested', by: text, reason: text },
      [
        ['by', 200],
        ['reason', 4_096],
      ],
    ],
    ["a message's id", { type: 'user-spoke', message: 'Hi', messageId: text }, [['messageId', 200]]],
    [
      'who wants it undone',
      { type: 'undo-requested', selection: {}, by: text, reason: text },
      [
        ['by', 200],
        ['reason', 4_096],
      ],
    ],
    [
      'a conflict',
      { type: 'undo-ended', id: 'c1.1', end: { kind: 'conflict', message: text } },
      [['end.message', 1_024]],
    ],
    [
      'the failure of an undo',
      { type: 'undo-ended', id: 'c1.1', end: { kind: 'failed', failure: failed } },
      [
        ['end.failure.message', 1_024],
        ['end.failure.type', 200],
      ],
    ],
    ['who settled it', { type: 'effect-settled', id: 'c1.1', outcome: 'absent', by: text }, [['by', 200]]],
  ];

  it.each(bounds)('is cut to its bound, between two characters: %s', (_, fact, paths) => {
    const bounded: unknown = boundedEvent(opened(), { ...fact, atMs: 1_000 } as RunEvent);
    for (const [path, bytes] of paths) {
      const found = path
        .split('.')
        .reduce<unknown>((at, name) => (at as Record<string, unknown>)[name], bounded);
      expect(found).toMatch(/^🙂\ufffd .*…$/);
      const size = Buffer.byteLength(found as string);
      expect([path, size <= bytes && size > bytes - 8]).toEqual([path, true]);
    }
    expect(isWellFormedJson(bounded)).toBe(true);
  });
});

describe('an output', () => {
  const jsonText = (bytes: number): string => 'x'.repeat(bytes - 2);
  const ends = (state: RunState): unknown => {
    const [effect] = state.effects;
    return {
      effect: effect?.state,
      keeps: effect && 'output' in effect,
      toolErrors: state.counters.toolErrors,
    };
  };

  it.each([16_384, 16_385])('of a write may have 16,384 bytes, whoever sends it: %i', (bytes) => {
    const state = when(acting('change'), { type: 'tool-succeeded', id: 'c1.1', output: jsonText(bytes) });
    const fits = bytes === 16_384;
    expect(ends(state)).toEqual({ effect: 'applied', keeps: fits, toolErrors: fits ? 0 : 1 });
  });

  it.each([131_072, 131_073])('of a read may have 131,072 bytes, whoever sends it: %i', (bytes) => {
    const state = when(acting('look'), { type: 'tool-succeeded', id: 'c1.1', output: jsonText(bytes) });
    expect(state.counters.toolErrors).toBe(bytes === 131_072 ? 0 : 1);
  });

  it.each([16_384, 16_385])('that a probe found may have 16,384 bytes, else a person tells: %i', (bytes) => {
    const output = jsonText(bytes);
    const state = when(probing(), { type: 'effect-probed', id: 'c1.1', found: { kind: 'applied', output } });
    expect(state.effects[0]?.state).toBe(bytes === 16_384 ? 'applied' : 'unknown');
  });
});
