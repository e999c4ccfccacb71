import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { defineAgent } from '../../src/agents/define-agent.ts';
import { defineConfig } from '../../src/config/define-config.ts';
import { resolveQueues } from '../../src/config/queues.ts';
import { resolveCharter } from '../../src/config/resolve-charter.ts';
import type { Charter } from '../../src/core/charter/charter.ts';
import type { AgentTask } from '../../src/core/run/agent-task.ts';
import { digestOf } from '../../src/core/values/digest.ts';
import { defineTool } from '../../src/tools/define/define-tool.ts';

const lookUp = defineTool({
  name: 'look_up',
  description: 'Look something up.',
  input: z.object({ id: z.string() }),
  output: z.string(),
  effect: 'read',
  execute: async () => 'x',
});
const send = defineTool({
  name: 'send',
  description: 'Send something.',
  input: z.object({ id: z.string() }),
  output: z.string(),
  effect: 'irreversible',
  idempotency: 'none',
  commitsWithin: '90s',
  execute: async () => 'x',
  probe: async () => ({ kind: 'unknown' }),
});
const pay = defineTool({
  name: 'pay',
  description: 'Pay something.',
  input: z.object({ id: z.string() }),
  output: z.string(),
  effect: 'irreversible',
  idempotency: 'keyed',
  facts: () => ({ amountNanoUsd: 1 }),
  execute: async () => 'x',
});
const config = defineConfig({
  agents: [
    defineAgent({
      name: 'clerk',
      instructions: 'Help.',
      tools: [lookUp, send, pay],
      model: 'anthropic:listed',
    }),
    defineAgent({
      name: 'support',
      version: '3',
      instructions: 'Help.',
      tools: [lookUp],
      model: 'anthropic:listed',
      budget: { usd: { hard: 1, soft: 0.2 } },
      rules: [{ name: 'looks ask', when: { tool: 'look_*' }, then: 'ask', deadline: '1m' }],
    }),
    defineAgent({
      name: 'frugal',
      instructions: 'Help.',
      tools: [],
      model: 'anthropic:listed',
      budget: { toolCalls: 7 },
    }),
    defineAgent({
      name: 'chatty',
      instructions: 'Talk.',
      tools: [],
      model: 'anthropic:listed',
      conversational: true,
    }),
  ],
  prices: { 'openai-chat:own': { usdPerMillionTokens: { input: 1, output: 2 } } },
});
const step = { fromInputTokens: 0, input: 3, cachedInput: 1, cacheWrite: 4, output: 15 };
const lookUpPrice = (id: string) =>
  id === 'anthropic:listed'
    ? { price: { steps: [step], source: 'list' }, contextTokens: 200_000 }
    : id === 'openai:tiny'
      ? { price: { steps: [step], source: 'list' }, contextTokens: 2_000 }
      : undefined;
const task: AgentTask = { agent: 'support', taskId: 't1', input: 'Help me.', startedBy: 'ann' };

function charterOf(change: Partial<AgentTask> = {}): Charter {
  const resolution = resolveCharter(config, { ...task, ...change }, lookUpPrice);
  if (resolution.kind === 'problem') throw new Error(resolution.message);
  return resolution.charter;
}

describe('resolveCharter', () => {
  it.each([
    ['grows with its steps', { maxSteps: 400 }, 800],
    ['is never less than without', { maxSteps: 5 }, 100],
    ['is what the task says', { maxSteps: 400, maxToolCalls: 9 }, 9],
    ['stays what the agent says', { maxSteps: 400, agent: 'frugal' }, 7],
  ])('a run’s limit on tool calls %s', (_, change, toolCalls) => {
    expect(charterOf(change).limits.toolCalls).toBe(toolCalls);
  });

  it('records how late an effect may still appear, where its tool says so', () => {
    const { tools } = charterOf({ agent: 'clerk' });
    expect([tools['send']?.commitsWithinMs, tools['pay']?.commitsWithinMs]).toEqual([90_000, undefined]);
  });

  it('records which tools tell no facts of a call, and so no amount', () => {
    const { tools } = charterOf({ agent: 'clerk' });
    expect([tools['send']?.tellsNothing, tools['pay']?.tellsNothing]).toEqual([true, undefined]);
  });

  it('records a queue of their own for the model and for tools, named after the run’s queue', () => {
    const queues = resolveQueues({
      providers: { anthropic: { perSecond: 2 } },
      tools: { lookups: { tools: ['look_*'] } },
    });
    const resolution = resolveCharter({ ...config, queues }, task, lookUpPrice, 'desk');
    const charter = resolution.kind === 'resolved' ? resolution.charter : undefined;
    expect(charter?.model.taskQueue).toBe('desk/provider/anthropic');
    expect(charter?.tools['look_up']?.taskQueue).toBe('desk/tools/lookups');
    expect(charter?.digest).not.toBe(charterOf().digest);
  });

  it('writes down everything that rules the run', () => {
    const { digest, ...rules } = charterOf();
    expect(rules).toEqual({
      schema: 'holdfast.charter/v1',
      behaviour: 1,
      agent: { name: 'support', version: '3', conversational: false, instructions: 'Help.' },
      model: {
        id: 'anthropic:listed',
        maxOutputTokens: 4_096,
        contextTokens: 200_000,
        price: { steps: [step], source: 'list' },
        timeoutMs: 180_000,
        retry: {
          maximumAttempts: 3,
          initialIntervalMs: 400,
          backoffCoefficient: 2,
          maximumIntervalMs: 2_000,
        },
        patienceMs: 900_000,
      },
      tools: {
        look_up: {
          description: 'Look something up.',
          inputSchema: { type: 'object', properties: { id: { type: 'string' } }, required: ['id'] },
          effect: 'read',
          tellsNothing: true,
          idempotency: 'keyed',
          timeoutMs: 30_000,
          retry: {
            maximumAttempts: 5,
            initialIntervalMs: 200,
            backoffCoefficient: 2,
            maximumIntervalMs: 10_000,
          },
          digest: lookUp.digest,
          trust: 'untrusted',
          has: [],
        },
      },
      rules: [{ name: 'looks ask', when: { tool: ['look_*'] }, then: 'ask', deadlineMs: 60_000 }],
      limits: { steps: 50, wallTimeMs: 300_000, consecutiveFailures: 3, toolCalls: 100 },
      budget: { hardNanoUsd: 1_000_000_000, softNanoUsd: 200_000_000 },
    });
    expect(digest).toBe(digestOf(rules));
  });

  it('tells of each tool what it can do beside running, in a fixed order', () => {
    const notify = defineTool({
      name: 'notify',
      description: 'Send a notice.',
      input: z.object({ to: z.string() }),
      output: z.null(),
      effect: 'reversible',
      idempotency: 'none',
      trust: 'trusted',
      undoConflict: async () => undefined,
      undo: async () => {},
      execute: async () => null,
      probe: async () => ({ kind: 'unknown' }),
      prepare: async () => ({ preview: 'A notice.' }),
    });
    const agent = defineAgent({
      name: 'support',
      instructions: 'x',
      tools: [notify],
      model: 'anthropic:listed',
    });
    const resolution = resolveCharter(defineConfig({ agents: [agent] }), task, lookUpPrice);
    expect(resolution).toMatchObject({
      charter: { tools: { notify: { trust: 'trusted', has: ['prepare', 'probe', 'undo', 'undoConflict'] } } },
    });
  });

  it('is plain JSON with the same digest for the same rules, and another for others', () => {
    expect(JSON.parse(JSON.stringify(charterOf()))).toEqual(charterOf());
    expect(charterOf({ taskId: 't2', startedBy: 'bob' }).digest).toBe(charterOf().digest);
    expect(charterOf({ maxSteps: 49 }).digest).not.toBe(charterOf().digest);
  });

  it("lets the task's model, budget and limits take the place of the agent's", () => {
    const charter = charterOf({ model: 'openai-chat:own', budgetNanoUsd: 400, maxSteps: 5, wallTimeMs: 9 });
    expect(charter).toMatchObject({
      model: { id: 'openai-chat:own', price: { steps: [{ input: 1_000_000_000, output: 2_000_000_000 }] } },
      limits: { steps: 5, wallTimeMs: 9, consecutiveFailures: 3, toolCalls: 100 },
      budget: { hardNanoUsd: 400, softNanoUsd: 300 },
    });
    expect(charterOf({ budgetNanoUsd: 2_000_000_000 }).budget).toEqual({
      hardNanoUsd: 2_000_000_000,
      softNanoUsd: 200_000_000,
    });
  });

  it('starts a chat without input for an agent that chats', () => {
    const { input: _, ...chat } = { ...task, agent: 'chatty', chat: true };
    const resolution = resolveCharter(config, chat, lookUpPrice);
    expect(resolution).toMatchObject({ kind: 'resolved', charter: { agent: { conversational: true } } });
    expect(resolution.kind === 'resolved' && 'budget' in resolution.charter).toBe(false);
  });

  it.each<[string, Partial<AgentTask>, string, string]>([
    [
      'an unknown agent',
      { agent: 'toString' },
      'run.agent-unknown',
      "This worker has no agent toString; it has clerk, support, frugal, chatty. Start one of these, or a worker with the other's config.",
    ],
    [
      'a chat with an agent that does not chat',
      { chat: true },
      'run.task-invalid',
      'Agent support does not chat. Start it without chat, or define it with conversational: true.',
    ],
    [
      'a malformed model id',
      { model: 'claude' },
      'run.task-invalid',
      'The model "claude" is malformed; write anthropic:MODEL, openai:MODEL, openai-chat:MODEL or google:MODEL.',
    ],
    [
      'a provider without an adapter',
      { model: 'acme:gemini' },
      'run.provider-not-configured',
      'The model "acme:gemini": provider acme is unknown; use anthropic:MODEL, openai:MODEL, openai-chat:MODEL or google:MODEL.',
    ],
    [
      'a model without a price',
      { model: 'anthropic:new' },
      'run.price-unknown',
      [
        'No price is known for anthropic:new, so its cost would be unknown. Use another model, or paste this into the config, with the provider’s figures in USD per million tokens and the model’s window in tokens:',
        '',
        'prices: {',
        "  'anthropic:new': {",
        '    usdPerMillionTokens: {',
        "      input: 'USD',",
        "      output: 'USD',",
        "      cachedInput: 'USD',",
        "      cacheWrite: 'USD',",
        '    },',
        '  },',
        '},',
        'windows: {',
        "  'anthropic:new': 'TOKENS',",
        '},',
      ].join('\n'),
    ],
    [
      'an output limit above the model’s whole window',
      { model: 'openai:tiny' },
      'run.task-invalid',
      'Agent support cannot be run with openai:tiny: maxOutputTokens 4096 is more than its whole window of 2000 tokens; lower it.',
    ],
    [
      'an invalid task',
      { maxSteps: 0, taskId: 'a/b' },
      'run.task-invalid',
      'The task cannot be run: taskId: may have letters, digits and . _ : @ - only, 1 to 200 of them, a letter or digit first; maxSteps: is below 1.',
    ],
  ])('answers %s with a problem', (_, change, type, message) => {
    expect(resolveCharter(config, { ...task, ...change }, lookUpPrice)).toEqual({
      kind: 'problem',
      type,
      message,
    });
  });
});
