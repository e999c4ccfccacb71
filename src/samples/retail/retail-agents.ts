import type { Agent } from '../../agents/agent.ts';
import { defineAgent } from '../../agents/define-agent.ts';
import { retailInstructions } from './instructions.ts';
import { attendedRules, unattendedRules } from './retail-rules.ts';
import { retailTools } from './retail-tools.ts';
import type { RetailWorld } from './world/retail-world.ts';

/** Make the shop's two agents on one world. They share everything but their name and who is asked. */
export function retailAgents(world: RetailWorld): Agent[] {
  const shared = {
    version: '1',
    instructions: retailInstructions,
    tools: retailTools(world),
    model: 'anthropic:claude-sonnet-4-5',
    budget: { usd: { hard: 0.5 } },
    conversational: true,
  };
  return [
    defineAgent({ ...shared, name: 'retail', rules: attendedRules }),
    defineAgent({ ...shared, name: 'retail-unattended', rules: unattendedRules }),
  ];
}
