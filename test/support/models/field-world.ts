import { z } from 'zod';
import type { AgentDefinition } from '../../../src/agents/agent.ts';
import { defineAgent } from '../../../src/agents/define-agent.ts';
import { defineConfig, type HoldfastConfig } from '../../../src/config/define-config.ts';
import { defineTool } from '../../../src/tools/define/define-tool.ts';
import type { Tool, ToolContext } from '../../../src/tools/define/tool.ts';

/** One execution of a tool, attempts included, with the input that the tool got. */
export interface FieldExecution {
  readonly run: string;
  readonly tool: string;
  readonly input: Readonly<Record<string, unknown>>;
}

export interface FieldWorld {
  readonly config: HoldfastConfig;
  readonly executions: readonly FieldExecution[];
}

/** Agents of the collection: `field` may do everything, `field-asks` asks a person before whatever cannot be undone. */
export type FieldAgent = 'field' | 'field-asks';

export const bigChars = 30_000;

/** What the models `m` cost, in USD per million tokens. */
export const prices = {
  'anthropic:m': { usdPerMillionTokens: { input: 3, output: 15, cachedInput: 0.3, cacheWrite: 3.75 } },
  'openai:m': { usdPerMillionTokens: { input: 2, output: 8, cachedInput: 0.5 } },
  'openai-chat:m': { usdPerMillionTokens: { input: 1, output: 4, cachedInput: 0.1 } },
  'google:m': { usdPerMillionTokens: { input: 1, output: 4, cachedInput: 0.1 } },
};

/** The agent that the collection is written for, and the tools that it names; `more` are tools of single files. */
export function fieldWorld(
  more: readonly Tool[] = [],
  model: AgentDefinition['model'] = 'openai-chat:m',
): FieldWorld {
  const executions: FieldExecution[] = [];
  const note = (tool: string, input: object, { idempotencyKey }: ToolContext): void => {
    const run = idempotencyKey.split('/').slice(0, 3).join('/');
    executions.push({ run, tool, input: { ...input } });
  };
  const output = z.object({ found: z.string() });
  const read = <Input extends z.ZodType<object>>(
    name: string,
    input: Input,
    find: (input: z.output<Input>) => string,
  ) =>
    defineTool({
      name,
      description: `${name} of the collection`,
      input,
      output,
      effect: 'read',
      execute: async (given, context) => {
        note(name, given, context);
        return { found: find(given) };
      },
    });
  const write = <Input extends z.ZodType<object>>(name: string, input: Input) =>
    defineTool({
      name,
      description: `${name} of the collection`,
      input,
      output,
      effect: 'irreversible',
      idempotency: 'keyed',
      execute: async (given, context) => {
        note(name, given, context);
        return { found: 'done' };
      },
    });
  const tools: readonly Tool[] = [
    read('lookup', z.object({ id: z.string() }), ({ id }) => `the account ${id}`),
    read('ping', z.object({}), () => 'pong'),
    read(
      'search',
      z.object({
        query: z.string(),
        maxPrice: z.number().optional(),
        sort: z.enum(['price', 'name']).optional(),
      }),
      ({ query }) => `nothing for ${query}`,
    ),
    read('big', z.object({}), () => 'x'.repeat(bigChars)),
    write('close_accounts', z.object({ only: z.string().optional(), before: z.string().optional() })),
    write('pay', z.object({ account: z.string(), amount: z.number() })),
    write('pay_numeric', z.object({ account: z.number(), amount: z.number() })),
    ...more,
  ];
  const common = { version: '1', instructions: 'Do as you are told.', model, tools };
  return {
    executions,
    config: defineConfig({
      agents: [
        defineAgent({
          name: 'field',
          ...common,
          rules: [{ name: 'everything goes', when: { tool: '*' }, then: 'allow' }],
        }),
        defineAgent({ name: 'field-asks', ...common }),
      ],
      prices,
    }),
  };
}
