import { z } from 'zod';
import { boundedText } from '../../../core/values/bounded-text.ts';
import { defineTool } from '../../../tools/define/define-tool.ts';
import type { Tool } from '../../../tools/define/tool.ts';

/** Changes nothing in the shop: the desk that takes over is told by the conversation itself. */
export function transferToHumanAgents(): Tool {
  return defineTool({
    name: 'transfer_to_human_agents',
    description:
      'Hand the user over to a person, with a summary. Only when the user asks for a person, or when the policy and these tools cannot solve the request.',
    input: z.strictObject({
      summary: z.string().describe('What the user wants and what has been done, in a sentence or two.'),
    }),
    output: z.literal('Transfer successful'),
    effect: 'read',
    facts: ({ summary }) => ({
      stakes: 'low',
      summary: boundedText(`hand over to a person: ${summary}`, { chars: 200 }),
    }),
    execute: async () => 'Transfer successful' as const,
  });
}
