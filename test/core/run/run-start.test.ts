import { describe, expect, it } from 'vitest';
import { packState } from '../../../src/core/run/packed-state.ts';
import { readRunStart } from '../../../src/core/run/run-start.ts';
import type { RunState } from '../../../src/core/run/run-state.ts';
import { stateAtStart } from '../../../src/core/run/state-at-start.ts';
import { given, opened, task } from '../../support/run-story.ts';

const identity = { workflowId: 'agent/desk/t1', firstRunId: 'r1', startedAtMs: 1_000 };
const started = (input: unknown): RunState =>
  stateAtStart(readRunStart(input, identity.workflowId), identity);

describe('an execution', () => {
  it('begins with its task, well formed', () => {
    const state = started({ schema: 'holdfast.agent-run/v1', task: { ...task, input: 'Do \ud83cit.' } });
    expect(state.task).toEqual({ ...task, input: 'Do \ufffdit.' });
    expect(state.outcome).toBeUndefined();
  });

  it('goes on from what its part before handed over', () => {
    const before = opened(given());
    expect(started({ task, carried: packState(before) })).toEqual(before);
  });

  it.each<[string, unknown, string]>([
    ['nothing', undefined, 'it holds no task'],
    ['an empty object', {}, 'it holds no task'],
    ['a text', 'hello', 'it holds no task'],
    ['bytes', new Uint8Array([1, 2]), 'it holds no task'],
    ['a list for a task', { task: [] }, 'it holds no task'],
    ['a task without an agent', { task: { taskId: 't1', startedBy: 'ada' } }, 'task.agent is not a text'],
    ['a task of numbers', { task: { ...task, input: 7 } }, 'task.input is not a text'],
    [
      'a task that is too long',
      { task: { ...task, input: 'x'.repeat(65_537) } },
      'task.input has more than the 65536 bytes allowed',
    ],
    [
      'a task with more in it than fits',
      { task: { ...task, extra: 'x'.repeat(200_000) } },
      'its task has more than the 131072 bytes allowed',
    ],
  ])('that was started with %s is a failed run, with a sentence', (_, input, why) => {
    expect(started(input)).toMatchObject({
      task: { agent: 'desk', taskId: 't1' },
      outcome: {
        kind: 'failed',
        reason: {
          code: 'task_invalid',
          message: `What this run was started with is no agent task: ${why}. Nothing was run; start it with one agent task as its argument.`,
        },
      },
    });
  });

  it.each<[string, unknown]>([
    ['text that is not packed', { packed: 'no base64!' }],
    ['something else packed', packState({ hello: 'world' } as unknown as RunState)],
    ['a state without its messages', packState({ ...given(), transcript: {} } as unknown as RunState)],
    ['a number', 7],
    ['nothing', null],
  ])('that was handed %s is a failed run, with a sentence', (_, carried) => {
    expect(started({ task, carried }).outcome).toEqual({
      kind: 'failed',
      reason: {
        code: 'task_invalid',
        message:
          'What the part of this run before handed over cannot be read. Nothing more was run; its effects stand in the history of that part.',
      },
    });
  });

  it('that a later build handed over waits for such a build', () => {
    const later = packState({ ...given(), schema: 'holdfast.run-state/v2' } as unknown as RunState);
    expect(() => started({ task, carried: later })).toThrow('a later build goes on with it');
  });
});
