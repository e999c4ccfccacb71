import type { Agent } from '../agent.ts';
import { defineAgent } from '../define-agent.ts';
import { retailInstructions } from './instructions.ts';
import { retailTools } from './retail-tools.ts';
import type { RetailWorld } from './world/retail-world.ts';

/** Make the shop's two agents on one world. They share everything but their name. */
export function retailAgents(world: RetailWorld): Agent[] {
  const shared = {
    version: '1',
    instructions: retailInstructions,
    tools: retailTools(world),
    model: 'anthropic:claude-sonnet-4-5',
    budget: { usd: { hard: 0.5 } },
    conversational: true,
  };
  return ['retail', 'retail-unattended'].map((name) => defineAgent({ ...shared, name }));
}
