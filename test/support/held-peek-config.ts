import { appendFileSync, existsSync, readFileSync } from 'node:fs';
import { z } from 'zod';
import { defineAgent } from '../../src/agents/define-agent.ts';
import { defineConfig } from '../../src/config/define-config.ts';
import { defineTool } from '../../src/tools/define/define-tool.ts';

const journal = process.env['HOLDFAST_TEST_PEEKS'] ?? '';

/** A local tool that notes each execution in a file and, looking for `held`, holds the first one until it is killed. */
const peek = defineTool({
  name: 'peek',
  description: 'Look something up, near by.',
  input: z.object({ of: z.string() }),
  output: z.object({ found: z.string() }),
  effect: 'read',
  local: true,
  execute: async ({ of }) => {
    const isFirst = !existsSync(journal) || !readFileSync(journal, 'utf8').includes('held');
    appendFileSync(journal, `${of}\n`);
    if (of === 'held' && isFirst) await new Promise((resolve) => setTimeout(resolve, 4_500));
    return { found: of };
  },
});

/** What a worker process of the crash test serves. */
export default defineConfig({
  agents: [
    defineAgent({
      name: 'near',
      instructions: 'Do as you are told.',
      model: 'anthropic:claude-sonnet-4-5',
      tools: [peek],
    }),
  ],
});
