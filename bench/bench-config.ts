import { defineAgent, defineConfig, defineTool } from 'holdfast';
import { z } from 'zod';
import { pageText } from './page.ts';

const readPage = (name: string, local: boolean) =>
  defineTool({
    name,
    description: 'Read one page.',
    input: z.object({ step: z.number() }),
    output: z.object({ text: z.string() }),
    effect: 'read',
    local,
    execute: async ({ step }) => ({ text: pageText(step) }),
  });

const reader = (name: string, tool: ReturnType<typeof readPage>) =>
  defineAgent({
    name,
    instructions: 'Read pages, one at a time, until you are told to stop.',
    model: 'anthropic:claude-sonnet-4-5',
    tools: [tool],
    maxOutputTokens: 1_000,
    budget: { usd: { hard: 1_000_000 }, steps: 100_000, toolCalls: 100_000, wallTime: '24h' },
  });

/** The agents whose steps are measured: one read a turn, as an activity and as a local one. */
export default defineConfig({
  agents: [
    reader('reader', readPage('read_page', false)),
    reader('near-reader', readPage('peek_page', true)),
  ],
});
