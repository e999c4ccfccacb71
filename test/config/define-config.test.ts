import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { defineAgent } from '../../src/agents/define-agent.ts';
import { defineConfig } from '../../src/config/define-config.ts';
import { defineTool } from '../../src/tools/define/define-tool.ts';
import { DefinitionError } from '../../src/tools/define/definition-error.ts';
import type { Tool } from '../../src/tools/define/tool.ts';

const tool = (name: string) =>
  defineTool({
    name,
    description: 'Look something up.',
    input: z.object({}),
    output: z.string(),
    effect: 'read',
    execute: async () => 'x',
  });
const agent = (name: string, tools: Tool[] = []) =>
  defineAgent({ name, instructions: 'Help.', tools, model: 'anthropic:claude-sonnet-4-5' });

function mistakesOf(definition: object): readonly string[] {
  try {
    defineConfig(definition as never);
  } catch (error) {
    expect(error).toBeInstanceOf(DefinitionError);
    return (error as DefinitionError).mistakes;
  }
  return [];
}

describe('defineConfig', () => {
  it('holds agents, their tools and prices by name', () => {
    const [shared, own] = [tool('shared'), tool('own')];
    const [a, b] = [agent('a', [shared]), agent('b', [shared, own])];
    const prices = {
      'openai-chat:m': {
        usdPerMillionTokens: { input: 3, output: '15', cachedInput: 0.3 },
        contextTokens: 8_000,
      },
    };
    const config = defineConfig({ agents: [a, b], prices });
    expect([...config.agents]).toEqual([
      ['a', a],
      ['b', b],
    ]);
    expect([...config.tools]).toEqual([
      ['shared', shared],
      ['own', own],
    ]);
    expect(config.prices.get('openai-chat:m')).toEqual({
      price: {
        steps: [
          {
            fromInputTokens: 0,
            input: 3_000_000_000,
            cachedInput: 300_000_000,
            cacheWrite: 3_000_000_000,
            output: 15_000_000_000,
          },
        ],
        source: 'the prices of this configuration',
      },
      contextTokens: 8_000,
    });
  });

  it('reports every mistake at once', () => {
    const broken = {
      agents: [agent('a', [tool('x')]), agent('a'), agent('b', [tool('x')]), { name: 'c' }],
      prices: {
        claude: { usdPerMillionTokens: { input: -1, output: 1, image: 2 } },
        'anthropic:m': { input: 1 },
      },
      queues: {
        prefix: 'a b',
        providers: { openia: { perSecond: 0 }, anthropic: { concurrency: 1.5, rate: 3 } },
        tools: {
          mail: { tools: ['send_*'] },
          one: { tools: ['x'] },
          two: { tools: ['*'], ownWorkers: 'yes' },
          '': {},
        },
        groups: {},
      },
      agent: [],
    };
    expect(() => defineConfig(broken as never)).toThrow(/^the configuration has 19 mistakes:\n/);
    expect(mistakesOf(broken)).toEqual([
      'agents[3] was not made by defineAgent; wrap its definition in it',
      'agent a stands twice in agents; rename or leave out one of them',
      'tool x of agent b is another one than that of agent a; rename it, or share one tool',
      'prices["claude"]: model "claude" is malformed; write anthropic:MODEL, openai:MODEL, openai-chat:MODEL or google:MODEL',
      'prices["claude"]: input: -1 is not an amount in USD; write it like 0.75, not below 0',
      'prices["claude"]: image is not a field of usdPerMillionTokens; known are input, output, cachedInput, cacheWrite, cacheWrite1h',
      'prices["anthropic:m"]: usdPerMillionTokens is missing; write { input: 3, output: 15 }',
      'queues.prefix "a b" is no queue name; use letters, digits, . _ and -, at most 64',
      'queues.providers["openia"]: it is not a provider; known are anthropic, openai, openai-chat, google',
      'queues.providers["openia"]: perSecond 0 is not a number above 0, at most 100000',
      'queues.providers["anthropic"]: rate is not a field of a queue; known are perSecond, concurrency, ownWorkers',
      'queues.providers["anthropic"]: concurrency 1.5 is not a whole number above 0',
      'queues.tools["mail"]: "send_*" fits no tool of this configuration; there are x',
      'queues.tools["two"]: ownWorkers "yes" is neither true nor false',
      'queues.tools[""]: the name is no queue name; use letters, digits, . _ and -, at most 64',
      'queues.tools[""]: tools is missing; give a list of tool names or globs',
      'queues.tools: tool x is in one and two; leave it in one of them',
      'groups is not a field of queues; known are prefix, providers, tools',
      'agent is not a field of a configuration; known are agents, prices, windows, queue, queues, dataConverter',
    ]);
  });

  it('names the queue of its runs, in one place', () => {
    const agents = [agent('a')];
    expect(defineConfig({ agents }).queues.prefix).toBe('holdfast');
    expect(defineConfig({ agents, queue: 'billing' }).queues.prefix).toBe('billing');
    expect(() => defineConfig({ agents, queue: 'two words', queues: { prefix: 'x' } })).toThrow(
      /queue "two words" is no queue name[^]*both name the queue of runs/,
    );
  });

  it('refuses a configuration without agents', () => {
    expect(mistakesOf({ agents: [] })).toEqual(['agents are missing; give a list of at least one']);
    expect(mistakesOf([])).toEqual(['it is not an object; pass { agents: [ … ] }']);
  });

  it('refuses a queue for a local tool: it runs where its run does', () => {
    const near = defineTool({
      name: 'near',
      description: 'Look near by.',
      input: z.object({}),
      output: z.object({}),
      effect: 'read',
      local: true,
      execute: async () => ({}),
    });
    expect(
      mistakesOf({ agents: [agent('r', [near])], queues: { tools: { mail: { tools: ['ne*'] } } } }),
    ).toEqual(['queues.tools: tool near of mail is local, so no queue serves it; leave one of them out']);
  });
});
