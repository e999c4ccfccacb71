import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import { defineAgent } from '../../../src/agents/define-agent.ts';
import { defineConfig, type HoldfastConfig } from '../../../src/config/define-config.ts';
import { defineTool } from '../../../src/tools/define/define-tool.ts';
import { nearWorld } from '../near-agent.ts';
import { smallWorld } from '../small-agents.ts';
import { guardedAgent } from './guarded-agent.ts';

const timeoutMs = 300;
/** The server looks at deadlines about once a second. */
const lateMs = 3_000;

/** The small agents; `guarded`; `near` with a local tool; and `fragile`: its tools do not come back, and it may call only two. */
export function scenarioConfig(): HoldfastConfig {
  const { agents } = smallWorld().config;
  const look = agents.get('desk')?.tools.get('look');
  if (!look) throw new Error('the small agents have no tool look');
  const input = z.object({ of: z.string() });
  const output = z.object({ found: z.string() });
  const hang = defineTool({
    name: 'hang',
    description: 'Never answer in time.',
    input,
    output,
    effect: 'read',
    timeout: `${timeoutMs}ms`,
    retry: { maximumAttempts: 1 },
    // Without a look at the signal: the server has to notice.
    execute: async ({ of }) => {
      await sleep(lateMs);
      return { found: of };
    },
  });
  const broken = defineTool({
    name: 'break',
    description: 'Fall apart.',
    input,
    output,
    effect: 'read',
    execute: async () => {
      throw new TypeError('it fell apart');
    },
  });
  return defineConfig({
    agents: [
      ...agents.values(),
      guardedAgent(),
      ...nearWorld({ local: true }).config.agents.values(),
      defineAgent({
        name: 'clerk',
        instructions: 'Look at what you get.',
        model: { id: 'anthropic:claude-sonnet-4-5', boundTokens: { 'image/*': 2_000 } },
        tools: [],
        conversational: true,
      }),
      defineAgent({
        name: 'fragile',
        instructions: 'Do as you are told.',
        model: 'anthropic:claude-sonnet-4-5',
        tools: [look, hang, broken],
        budget: { toolCalls: 2 },
      }),
    ],
  });
}
