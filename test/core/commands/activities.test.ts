import { describe, expect, it } from 'vitest';
import {
  activityFact,
  activityId,
  activityKinds,
  activityOf,
  activityRows,
  activityType,
  commandIdOf,
  isForCall,
  type NamedActivity,
  ownActivityTypes,
  readActivityType,
} from '../../../src/core/commands/activities.ts';
import type { ActivityEnd } from '../../../src/core/commands/activity.ts';

const failure = { type: 'tool.timed-out', message: 'no answer', retryable: false };
const completed = (output: unknown): ActivityEnd => ({ kind: 'completed', output: output as never });

describe('activity types', () => {
  it.each<[string, NamedActivity]>([
    ['openRun', { kind: 'open-run' }],
    ['callModel', { kind: 'call-model' }],
    ['checkCall', { kind: 'check-edit' }],
    ['refund', { kind: 'run-tool', tool: 'refund' }],
    ['refund.prepare', { kind: 'prepare-tool', tool: 'refund' }],
    ['refund.probe', { kind: 'probe-effect', tool: 'refund' }],
    ['refund.undo', { kind: 'undo-effect', tool: 'refund' }],
    ['refund.conflict', { kind: 'check-undo', tool: 'refund' }],
    ['refund.settle', { kind: 'check-settlement', tool: 'refund' }],
  ])('%s is written and read', (type, named) => {
    expect(activityType(named)).toBe(type);
    expect(readActivityType(type)).toEqual(named);
  });

  it('of an ending that nobody knows are a tool of that name', () => {
    expect(readActivityType('refund.later')).toEqual({ kind: 'run-tool', tool: 'refund.later' });
  });

  it('of their own are kept from tools', () => {
    expect(ownActivityTypes).toEqual([
      'openRun',
      'callModel',
      'checkCall',
      'lookAtWork',
      'readPast',
      'default',
    ]);
  });
});

describe('activity ids', () => {
  it('tell kinds apart, and from approvals', () => {
    const letters = activityKinds.filter(isForCall).map((kind) => activityRows[kind].letter);
    expect(letters).toEqual(['d', 'p', 'e', 'q', 'u', 'k', 's']);
    expect(new Set([...letters, 'r']).size).toBe(letters.length + 1);
    expect(activityId('prepare-tool', 'c3.1', 2)).toBe('c3.1p2');
  });

  it('are those of their commands, except for the first activity, whose id is Temporal’s', () => {
    expect(commandIdOf('open-run', '1')).toBe('open');
    expect(commandIdOf('call-model', 'm3.2')).toBe('m3.2');
    expect(commandIdOf('probe-effect', 'c3.1q1')).toBe('c3.1q1');
  });
});

describe('the end of an activity', () => {
  it.each<[Parameters<typeof activityFact>, unknown]>([
    [['open-run', '1', completed({ digest: 'd' })], { type: 'run-opened', charter: { digest: 'd' } }],
    [
      ['call-model', 'm3.2', completed({ text: 'Hi' })],
      { type: 'model-answered', id: 'm3.2', answer: { text: 'Hi' } },
    ],
    [
      ['run-tool', 'c3.1d2', completed({ kind: 'succeeded', output: 4 })],
      { type: 'tool-succeeded', id: 'c3.1', output: 4 },
    ],
    [
      ['run-tool', 'c3.1', completed({ kind: 'voided', message: 'moved' })],
      { type: 'tool-voided', id: 'c3.1', message: 'moved' },
    ],
    [
      ['prepare-tool', 'c3.1p1', completed({ kind: 'prepared', preview: 'p' })],
      { type: 'call-prepared', id: 'c3.1', preview: 'p' },
    ],
    [
      ['check-edit', 'c3.1e2', completed({ kind: 'valid' })],
      { type: 'edit-checked', id: 'c3.1', check: { kind: 'valid' } },
    ],
    [
      ['probe-effect', 'c3.1q1', completed({ kind: 'absent' })],
      { type: 'effect-probed', id: 'c3.1', found: { kind: 'absent' } },
    ],
    [
      ['undo-effect', 'c3.1u1', completed({ kind: 'undone' })],
      { type: 'undo-ended', id: 'c3.1', end: { kind: 'undone' } },
    ],
    [['check-undo', 'c3.1k1', completed({})], undefined],
    [
      ['check-settlement', 'c3.1s1', completed({ kind: 'absent' })],
      { type: 'settlement-checked', id: 'c3.1', found: { kind: 'absent' } },
    ],
    [
      ['look-at-work', 'w1', completed({ kind: 'seen', running: { m1: 5 } })],
      { type: 'work-seen', id: 'w1', running: { m1: 5 } },
    ],
    [
      ['read-past', 'past1', completed({ readFor: 'r' })],
      { type: 'past-read', id: 'past1', past: { readFor: 'r' } },
    ],
    [
      ['run-tool', 'c3.1', { kind: 'completed', output: { kind: 'succeeded', output: 4 }, tookMs: 70 }],
      { type: 'tool-succeeded', id: 'c3.1', output: 4, tookMs: 70 },
    ],
  ])('%j is a fact about its call', (given, fact) => {
    expect(activityFact(...given)).toEqual(fact);
  });

  it('that failed is a fact of its own for every kind that a run takes in', () => {
    const facts = activityKinds.map((kind) => activityFact(kind, 'c3.1', { kind: 'failed', failure })?.type);
    expect(facts).toEqual([
      'run-opening-failed',
      'model-failed',
      'tool-failed',
      'prepare-failed',
      'prepare-failed',
      'probe-failed',
      'undo-ended',
      undefined,
      'settlement-checked',
      'work-seen',
      'past-read',
    ]);
  });
});

describe('steps of a trace', () => {
  it('are the activities that a person would name, in this order within a call', () => {
    const steps = activityKinds.flatMap((kind) => activityOf(kind).step ?? []);
    const ordered = steps.toSorted((a, b) => a.place - b.place).map(({ kind }) => kind);
    expect(ordered).toEqual(['model', 'prepare', 'probe', 'tool', 'undo']);
  });
});
