import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { defineAgent, defineConfig, defineTool, ToolError } from 'holdfast';
import { z } from 'zod';

// The outside world: a tin that held $100 once, and a receipt for each payment out of it, a file of its own.
const tin = process.env.PETTY_CASH ?? 'petty-cash';

function cashLeft(): number {
  if (!existsSync(tin)) return 100;
  const receipts = readdirSync(tin).filter((name) => name.endsWith('.json'));
  const paid = receipts.map((name) => JSON.parse(readFileSync(join(tin, name), 'utf8')) as { usd: number });
  return paid.reduce((left, { usd }) => left - usd, 100);
}

/** A tool that only looks: it needs to say no more than this. */
const countCash = defineTool({
  name: 'count_cash',
  description: 'Count the money in the tin. Returns whole US dollars.',
  input: z.object({}),
  output: z.object({ usd: z.number() }),
  effect: 'read',
  execute: async () => ({ usd: cashLeft() }),
});

/** A tool that changes something, with all that makes it safe to hand to an agent. */
const payOut = defineTool({
  name: 'pay_out',
  description: 'Pay somebody out of the tin, in whole US dollars. Returns the number of the receipt.',
  input: z.object({ to: z.string().min(1).max(80), usd: z.int().positive(), purpose: z.string().max(200) }),
  output: z.object({ receipt: z.string() }),
  effect: 'compensable',
  idempotency: 'keyed',

  // For the rules of the agent, and for whoever reads along.
  facts: ({ to, usd }) => ({
    resources: ['tin:petty-cash'],
    amountNanoUsd: usd * 1e9,
    summary: `pay $${usd} to ${to}`,
  }),

  // What a person sees who is asked. It changes nothing.
  prepare: async ({ to, usd, purpose }) => ({
    preview: `Pay $${usd} to ${to} for ${purpose}\ntin   $${cashLeft()} → $${cashLeft() - usd}\nundo  puts the money back`,
  }),

  // Every attempt of a call has the same key, and so the same receipt: what was paid before is not paid again.
  execute: async ({ to, usd, purpose }, { idempotencyKey }) => {
    const receipt = createHash('sha256').update(idempotencyKey).digest('hex').slice(0, 12);
    const file = join(tin, `${receipt}.json`);
    if (existsSync(file)) return { receipt };
    if (existsSync(`${file}.undone`)) throw new ToolError('This payment was undone.');
    // The model reads this, and can do something else.
    if (usd > cashLeft()) throw new ToolError(`There are only $${cashLeft()} in the tin.`);
    mkdirSync(tin, { recursive: true });
    writeFileSync(`${file}.draft`, JSON.stringify({ to, usd, purpose }));
    renameSync(`${file}.draft`, file);
    return { receipt };
  },

  // Twice is once here too.
  undo: async ({ output: { receipt } }) => {
    const file = join(tin, `${receipt}.json`);
    if (existsSync(file)) renameSync(file, `${file}.undone`);
  },
});

const cashier = defineAgent({
  name: 'cashier',
  version: '1',
  instructions:
    'You keep the petty cash. Pay what you are asked to, each thing once, then say what you paid.',
  tools: [countCash, payOut],
  model: 'anthropic:claude-sonnet-4-5',
  rules: [
    { name: 'large sums ask', when: { tool: 'pay_out', amountAboveUsd: 20 }, then: 'ask', deadline: '1h' },
  ],
  budget: { usd: { hard: 0.1 }, steps: 20 },
});

export default defineConfig({ agents: [cashier] });
