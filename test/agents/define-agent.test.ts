import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { describe, expect, it, onTestFinished } from 'vitest';
import { z } from 'zod';
import { defineAgent } from '../../src/agents/define-agent.ts';
import { defineTool } from '../../src/tools/define/define-tool.ts';
import { DefinitionError } from '../../src/tools/define/definition-error.ts';

const lookUp = defineTool({
  name: 'look_up',
  description: 'Look something up.',
  input: z.object({}),
  output: z.string(),
  effect: 'read',
  execute: async () => 'x',
});
const support = {
  name: 'support',
  instructions: 'Help.',
  tools: [lookUp],
  model: 'anthropic:claude-sonnet-4-5',
};

function mistakesOf(definition: object): readonly string[] {
  try {
    defineAgent(definition as never);
  } catch (error) {
    expect(error).toBeInstanceOf(DefinitionError);
    return (error as DefinitionError).mistakes;
  }
  return [];
}

describe('defineAgent', () => {
  it('needs name, instructions, tools and model, and gives finite defaults for the rest', () => {
    expect(defineAgent(support)).toEqual({
      schema: 'holdfast.agent/v1',
      name: 'support',
      instructions: 'Help.',
      tools: new Map([['look_up', lookUp]]),
      model: 'anthropic:claude-sonnet-4-5',
      modelSettings: { options: {}, limits: {} },
      maxOutputTokens: 4_096,
      conversational: false,
      limits: { steps: 50, wallTimeMs: 300_000, consecutiveFailures: 3, toolCalls: 100 },
      limitsToolCalls: false,
      rules: [],
    });
  });

  it("keeps rules as the guard's data: lists, nano-USD, milliseconds", () => {
    const rules = [
      {
        name: 'refunds ask',
        when: { tool: 'look_*', effect: 'read', amountAboveUsd: '0.1', resource: 'order:*' },
        then: 'ask',
        approvers: 'payments',
        deadline: '2h',
        selfApproval: false,
      },
      {
        name: 'no guessing',
        when: { stakes: ['high', 'medium'], confidenceBelow: 0.5, callsAbove: 0, argumentsFrom: 'untrusted' },
        then: 'deny',
      },
    ] as const;
    expect(defineAgent({ ...support, rules }).rules).toEqual([
      {
        name: 'refunds ask',
        when: {
          tool: ['look_*'],
          effect: ['read'],
          amountAboveNanoUsd: 100_000_000,
          resource: ['order:*'],
        },
        then: 'ask',
        approvers: 'payments',
        deadlineMs: 7_200_000,
        selfApproval: false,
      },
      {
        name: 'no guessing',
        when: { stakes: ['high', 'medium'], confidenceBelow: 0.5, callsAbove: 0, argumentsFrom: 'untrusted' },
        then: 'deny',
      },
    ]);
  });

  it('takes limits as its author writes them', () => {
    const agent = defineAgent({
      ...support,
      version: '3',
      conversational: true,
      maxOutputTokens: 800,
      budget: { usd: { hard: 1, soft: '0.5' }, steps: 9, wallTime: '10m', failures: 2, toolCalls: 7 },
    });
    expect(agent).toMatchObject({
      version: '3',
      conversational: true,
      maxOutputTokens: 800,
      limits: { steps: 9, wallTimeMs: 600_000, consecutiveFailures: 2, toolCalls: 7 },
      budget: { hardNanoUsd: 1_000_000_000, softNanoUsd: 500_000_000 },
    });
  });

  it('sets the soft limit at 75 % of the hard one', () => {
    expect(defineAgent({ ...support, budget: { usd: { hard: 0.1 } } }).budget).toEqual({
      hardNanoUsd: 100_000_000,
      softNanoUsd: 75_000_000,
    });
  });

  it('reads instructions from a file', () => {
    const folder = mkdtempSync(join(tmpdir(), 'holdfast-agent-'));
    onTestFinished(() => rmSync(folder, { recursive: true }));
    const file = pathToFileURL(join(folder, 'policy.md'));
    writeFileSync(file, 'Be kind. 🙂');
    expect(defineAgent({ ...support, instructions: file }).instructions).toBe('Be kind. 🙂');
    writeFileSync(file, new Uint8Array([0xff, 0xfe, 0x00]));
    expect(mistakesOf({ ...support, instructions: file })[0]).toMatch(
      /^instructions cannot be read: file:.+policy\.md is not a readable text file/,
    );
  });

  it('reports every mistake at once, with the agent named', () => {
    const broken = {
      name: 'support',
      version: 3,
      instructions: new URL('https://example.com/policy.md'),
      tools: [lookUp, lookUp, { name: 'raw' }],
      model: 'claude',
      maxOutputTokens: 0,
      budget: {
        usd: { hard: 1, soft: 2 },
        steps: 0,
        wallTime: 'long',
        failures: 1.5,
        toolCalls: -1,
        tokens: 5,
      },
      conversational: 'yes',
      rules: {},
      instruction: 'x',
    };
    expect(() => defineAgent(broken as never)).toThrow(/^agent "support" has 15 mistakes:\n/);
    expect(mistakesOf(broken)).toEqual([
      'version is not a text of 1 to 64 characters; write it like "3"',
      'conversational is neither true nor false',
      'instructions cannot be read: https://example.com/policy.md is not a file: URL; give a file',
      'tools[2] was not made by defineTool; wrap its definition in it',
      'tool look_up stands twice in tools; leave one of them',
      'model "claude" is malformed; write anthropic:MODEL, openai:MODEL, openai-chat:MODEL or google:MODEL',
      'maxOutputTokens 0 is out of bounds; a whole number, 1 to 1000000',
      'budget.usd.soft 2 is above hard 1; make it at most that',
      'budget.steps 0 is out of bounds; a whole number, 1 to 100000',
      'budget.wallTime: "long" is not a duration; write it like 500ms, 30s, 5m, 24h or 7d',
      'budget.failures 1.5 is out of bounds; a whole number, 1 to 1000',
      'budget.toolCalls -1 is out of bounds; a whole number, 1 to 100000',
      'tokens is not a field of a budget; known are usd, steps, wallTime, failures, toolCalls',
      'rules are not a list; write [{ name, when, then }]',
      'instruction is not a field of an agent; known are name, version, instructions, tools, model, maxOutputTokens, budget, rules, conversational',
    ]);
  });

  it.each(['ladder', 'fallbackModels', 'output', 'context'])('does not ignore %s in silence', (field) => {
    expect(mistakesOf({ ...support, [field]: {} })).toEqual([
      `${field} is not built in this version; leave it out`,
    ]);
  });

  it.each<[string, object, string]>([
    ['no name', { name: '' }, 'name is missing; give the agent one'],
    [
      'a name with a slash',
      { name: 'a/b' },
      'name may have letters, digits, _ and - only, 1 to 64 of them, a letter or digit first',
    ],
    [
      'empty instructions',
      { instructions: ' \n' },
      'instructions are empty; say what the agent is for and what it may do',
    ],
    [
      'no instructions',
      { instructions: undefined },
      'instructions are missing; give a text or the file: URL of one',
    ],
    [
      'instructions of 128 KiB and more',
      { instructions: 'x'.repeat(131_073) },
      'instructions are 131073 bytes long, more than the 131072 allowed; shorten them',
    ],
    ['no tools', { tools: undefined }, 'tools are missing; give a list, [] for none'],
    [
      'no model',
      { model: undefined },
      'model is missing; write provider:model, or { id: "provider:model", … }',
    ],
    [
      'an unknown provider',
      { model: 'acme:one' },
      'model "acme:one": provider acme is unknown; use anthropic:MODEL, openai:MODEL, openai-chat:MODEL or google:MODEL',
    ],
    ['a budget of nothing', { budget: { usd: { hard: 0 } } }, 'budget.usd.hard is 0; a limit is above 0'],
    [
      'a budget below nothing',
      { budget: { usd: { hard: -1 } } },
      'budget.usd.hard: -1 is not an amount in USD; write it like 0.75, not below 0',
    ],
    [
      'a plain number as budget',
      { budget: { usd: 1 } },
      'budget.usd is not an object; write { hard: 1, soft: 0.75 }',
    ],
    [
      'endless steps',
      { budget: { steps: Number.POSITIVE_INFINITY } },
      'budget.steps Infinity is out of bounds; a whole number, 1 to 100000',
    ],
    ['no wall time', { budget: { wallTime: 0 } }, 'budget.wallTime 0 is out of bounds; 1ms to 365d'],
  ])('refuses %s', (_, change, mistake) => {
    expect(mistakesOf({ ...support, ...change })).toEqual([mistake]);
  });
});
