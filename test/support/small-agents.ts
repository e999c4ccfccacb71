import { z } from 'zod';
import { defineAgent } from '../../src/agents/define-agent.ts';
import { defineConfig, type HoldfastConfig } from '../../src/config/define-config.ts';
import { defineTool } from '../../src/tools/define/define-tool.ts';
import { ToolError, TransientToolError } from '../../src/tools/errors/tool-error.ts';

/** A handful of tools that behave in one way each, and what they did. */
export interface SmallWorld {
  readonly config: HoldfastConfig;
  /** Every execution of a tool, attempts included, as `<tool>:<argument>`. */
  readonly executions: string[];
  /** Keys of the changes that were made. */
  readonly changes: Set<string>;
  /** `begin` and `end` of each execution of `change`, as `begin x/1`. */
  readonly spans: string[];
}

export function smallWorld(): SmallWorld {
  const executions: string[] = [];
  const changes = new Set<string>();
  const spans: string[] = [];
  const input = z.object({ of: z.string() });
  const output = z.object({ found: z.string() });
  const note = (tool: string, of: string): void => {
    executions.push(`${tool}:${of}`);
  };

  const look = defineTool({
    name: 'look',
    description: 'Look something up.',
    input,
    output,
    effect: 'read',
    execute: async ({ of }) => {
      note('look', of);
      return { found: of };
    },
  });
  const fill = defineTool({
    name: 'fill',
    description: 'Answer with a text of so many bytes.',
    input: z.object({ bytes: z.number() }),
    output,
    effect: 'read',
    execute: async ({ bytes }) => ({ found: 'x'.repeat(bytes) }),
  });
  const refuse = defineTool({
    name: 'refuse',
    description: 'Find nothing.',
    input,
    output,
    effect: 'read',
    execute: async ({ of }) => {
      throw new ToolError(`There is no ${of}.`);
    },
  });
  const flaky = defineTool({
    name: 'flaky',
    description: 'Fail twice, then answer.',
    input,
    output,
    effect: 'read',
    retry: { maximumAttempts: 4 },
    execute: async ({ of }, { attempt }) => {
      note('flaky', of);
      if (attempt < 3) throw new TransientToolError('busy');
      return { found: of };
    },
  });
  const drifted = defineTool({
    name: 'drifted',
    description: 'Answer with something else than promised.',
    input,
    output,
    effect: 'read',
    execute: async ({ of }) => ({ result: of }) as never,
  });
  const change = defineTool({
    name: 'change',
    // `x/1` and `x/2` are two changes of x; those that end in ! wait until another such has begun.
    description: 'Change something.',
    input,
    output,
    effect: 'compensable',
    idempotency: 'keyed',
    facts: ({ of }) => ({ resources: [`thing:${of.split('/')[0]}`], summary: `change ${of}` }),
    execute: async ({ of }, { idempotencyKey }) => {
      note('change', of);
      spans.push(`begin ${of}`);
      const othersBegun = () => spans.filter((span) => /^begin .*!$/.test(span)).length > 1;
      do await new Promise((resolve) => setTimeout(resolve, 30));
      while (of.endsWith('!') && !othersBegun());
      spans.push(`end ${of}`);
      changes.add(idempotencyKey);
      return { found: of };
    },
    undo: async () => {},
  });
  const slow = defineTool({
    name: 'slow',
    description: 'Take a while.',
    input: z.object({ ms: z.number() }),
    output,
    effect: 'read',
    execute: async ({ ms }) => {
      await new Promise((resolve) => setTimeout(resolve, ms));
      note('slow', String(ms));
      return { found: 'done' };
    },
  });
  const tools = [look, fill, refuse, flaky, drifted, change, slow];
  const common = { instructions: 'Do as you are told.', model: 'anthropic:claude-sonnet-4-5', tools };
  return {
    executions,
    changes,
    spans,
    config: defineConfig({
      agents: [
        defineAgent({ name: 'desk', version: '1', conversational: true, ...common }),
        defineAgent({
          name: 'marathon',
          ...common,
          budget: { steps: 100_000, wallTime: '24h', toolCalls: 100_000 },
        }),
      ],
    }),
  };
}
