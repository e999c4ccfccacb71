import { describe, expect, it } from 'vitest';
import { modelQueue, resolveQueues, toolQueue } from '../../src/config/queues.ts';

const queues = resolveQueues({
  providers: { anthropic: { perSecond: 2 } },
  tools: { mail: { tools: ['send_*', 'notify'], concurrency: 1 } },
});

describe('modelQueue and toolQueue', () => {
  it.each([
    ['anthropic:claude-sonnet-4-5', 'holdfast/provider/anthropic'],
    ['openai:gpt-4.1', undefined],
  ])('the calls of %s go over %s', (modelId, queue) => {
    expect(modelQueue(queues, modelId, 'holdfast')).toBe(queue);
  });

  it.each([
    ['send_letter', 'desk/tools/mail'],
    ['notify', 'desk/tools/mail'],
    ['resend_letter', undefined],
    ['look', undefined],
  ])('the tool %s goes over %s', (tool, queue) => {
    expect(toolQueue(queues, tool, 'desk')).toBe(queue);
  });

  it('nothing has a queue of its own where the configuration asks for none', () => {
    const none = resolveQueues();
    expect(none).toEqual({ prefix: 'holdfast', own: [] });
    expect([modelQueue(none, 'anthropic:m', 'q'), toolQueue(none, 'look', 'q')]).toEqual([
      undefined,
      undefined,
    ]);
  });
});
