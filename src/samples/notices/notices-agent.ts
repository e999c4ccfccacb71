import type { Agent } from '../../agents/agent.ts';
import { defineAgent } from '../../agents/define-agent.ts';
import type { NoticeService } from './notice-service.ts';
import { sendNotice } from './send-notice.ts';

const instructions = `You send notices to people by email, through one tool.
- Send exactly what the task asks for, to exactly whom it names, each message once. A message cannot be taken back.
- Ask when the recipient or the words are not clear; invent neither.
- When you are done, say whom you wrote to and give the references.`;

/** Make the agent whose one action can be neither repeated safely nor undone; without a rule of its own, it asks. */
export function noticesAgent(service: NoticeService): Agent {
  return defineAgent({
    name: 'notices',
    version: '1',
    instructions,
    tools: [sendNotice(service)],
    model: 'anthropic:claude-sonnet-4-5',
    budget: { usd: { hard: 0.1 } },
  });
}
