import { describe, expect, it } from 'vitest';
import { checkAgentTask } from '../../src/reports/agent-task.ts';

const task = { agent: 'retail', taskId: 'order-42', input: 'Cancel #W42.', startedBy: 'ann' };

describe('checkAgentTask', () => {
  it('takes a task with all of its fields', () => {
    const full = {
      ...task,
      chat: true,
      greeting: 'Hi!',
      model: 'anthropic:m',
      budgetNanoUsd: 1,
      maxSteps: 1,
      wallTimeMs: 1,
    };
    expect(checkAgentTask(full)).toEqual({ kind: 'ok', task: full });
  });

  it('needs no input for a chat', () => {
    expect(checkAgentTask({ agent: 'retail', taskId: 't', chat: true, startedBy: 'ann' }).kind).toBe('ok');
  });

  it.each(['t', 'a'.repeat(200), '2026-08-21T10:00:00.000Z', 'case_7@shop'])(
    'takes the task id %s',
    (taskId) => {
      expect(checkAgentTask({ ...task, taskId }).kind).toBe('ok');
    },
  );

  it.each(['', 'a/b', '-x', '.', 'a b', 'ü', 'a\n', 'a'.repeat(201)])('refuses the task id %j', (taskId) => {
    expect(checkAgentTask({ ...task, taskId })).toEqual({
      kind: 'invalid',
      message:
        'taskId: may have letters, digits and . _ : @ - only, 1 to 200 of them, a letter or digit first',
    });
  });

  it('counts input in UTF-8 bytes', () => {
    expect(checkAgentTask({ ...task, input: '🙂'.repeat(16_384) }).kind).toBe('ok');
    expect(checkAgentTask({ ...task, input: '🙂'.repeat(16_385) })).toEqual({
      kind: 'invalid',
      message: 'input: is 65540 bytes long, more than the 65536 allowed; shorten it',
    });
  });

  it.each<[string, object, string]>([
    ['no input', { input: undefined }, "input: is missing; give the task's text, or start a chat"],
    ['empty input', { input: ' \n' }, 'input: is empty; give a text'],
    ['input that nobody sees', { input: '\u200b\u{e0041}' }, 'input: is empty; give a text'],
    [
      'a greeting that is too long',
      { greeting: 'x'.repeat(8_193) },
      'greeting: is 8193 bytes long, more than the 8192 allowed; shorten it',
    ],
    ['no agent', { agent: '' }, 'agent: is not the name of an agent'],
    ['nobody', { startedBy: '' }, 'startedBy: is empty; give a text'],
    ['half a step', { maxSteps: 1.5 }, 'maxSteps: is not a whole number, 1 to 100000'],
    ['a budget of nothing', { budgetNanoUsd: 0 }, 'budgetNanoUsd: is below 1'],
    ['a year and more', { wallTimeMs: 31_536_000_001 }, 'wallTimeMs: is above 31536000000'],
    ['an unknown field', { buget: 1 }, 'Unrecognized key: "buget"'],
  ])('refuses %s', (_, change, message) => {
    expect(checkAgentTask({ ...task, ...change })).toEqual({ kind: 'invalid', message });
  });

  it('asks for input where there is no chat', () => {
    const { input: _, ...without } = task;
    expect(checkAgentTask(without)).toEqual({
      kind: 'invalid',
      message: "input: is missing; give the task's text, or start a chat",
    });
  });
});
