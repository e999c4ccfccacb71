import { defineAgent, defineConfig, defineTool, type Tool } from 'holdfast';
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

/** Reads it where the model is, so that it can be made to wait. */
const fetchPage = defineTool({
  name: 'fetch_page',
  description: 'Read one page over HTTP.',
  input: z.object({ step: z.number() }),
  output: z.object({ text: z.string() }),
  effect: 'read',
  execute: async ({ step }, { signal }) => {
    const answer = await fetch(`${process.env['ANTHROPIC_BASE_URL']}/pages/${step}`, { signal });
    return { text: await answer.text() };
  },
});

const reader = (name: string, tool: Tool) =>
  defineAgent({
    name,
    instructions: 'Read pages, one at a time, until you are told to stop.',
    model: 'anthropic:claude-sonnet-4-5',
    tools: [tool],
    maxOutputTokens: 1_000,
    budget: { usd: { hard: 1_000_000 }, steps: 100_000, toolCalls: 100_000, wallTime: '24h' },
  });

/** The agents whose steps are measured: one read a turn, as an activity, as a local one, and over HTTP. */
export default defineConfig({
  agents: [
    reader('reader', readPage('read_page', false)),
    reader('near-reader', readPage('peek_page', true)),
    reader('far-reader', fetchPage),
  ],
});
