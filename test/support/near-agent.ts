import { z } from 'zod';
import { defineAgent } from '../../src/agents/define-agent.ts';
import { defineConfig, type HoldfastConfig } from '../../src/config/define-config.ts';
import { defineTool } from '../../src/tools/define/define-tool.ts';
import { ToolError, TransientToolError } from '../../src/tools/errors/tool-error.ts';

/** An agent with one short read, `peek`, that behaves as the thing it looks for says. */
export function nearWorld({ local }: { readonly local: boolean }): {
  readonly config: HoldfastConfig;
  /** Every execution, attempts included. */
  readonly executions: string[];
} {
  const executions: string[] = [];
  const peek = defineTool({
    name: 'peek',
    description: 'Look something up, near by.',
    input: z.object({ of: z.string() }),
    output: z.object({ found: z.string() }),
    effect: 'read',
    local,
    timeout: '300ms',
    retry: { maximumAttempts: 3, initialInterval: '10ms' },
    facts: ({ of }) => ({ summary: `peek at ${of}` }),
    execute: async ({ of }, { attempt }) => {
      executions.push(of);
      if (of === 'nothing') throw new ToolError('There is no nothing.');
      if (of === 'broken') throw new Error('a bug');
      if (of === 'busy' && attempt < 3) throw new TransientToolError('busy');
      if (of === 'never') await wait(2_000);
      if (of === 'slow') await wait(100);
      return { found: of };
    },
  });
  const agent = defineAgent({
    name: 'near',
    instructions: 'Do as you are told.',
    model: 'anthropic:claude-sonnet-4-5',
    tools: [peek],
  });
  return { executions, config: defineConfig({ agents: [agent] }) };
}

function wait(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
