import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { z } from 'zod';
import { defineAgent } from '../../src/agents/define-agent.ts';
import { HoldfastClient } from '../../src/client/holdfast-client.ts';
import { defineConfig } from '../../src/config/define-config.ts';
import { playTurns } from '../../src/scripted-provider/play-turns.ts';
import { defineTool } from '../../src/tools/define/define-tool.ts';
import { type Desk, openDesk } from '../support/desk.ts';

const row = (page: number, i: number) =>
  `W${page}${i}: wörds and ${'more '.repeat(20)}, ann${i}@example.com, ${page * 1_000 + i}`;
const pages = Array.from({ length: 3 }, (_, page) => Array.from({ length: 550 }, (_, i) => row(page, i)));

const tools = [
  defineTool({
    name: 'read_page',
    description: 'Read a page of mail.',
    input: z.object({ page: z.int() }),
    output: z.array(z.string()),
    effect: 'read',
    execute: async ({ page }) => pages[page] ?? [],
  }),
  defineTool({
    name: 'mark',
    description: 'Mark things.',
    input: z.object({ ids: z.array(z.union([z.string(), z.number()])) }),
    output: z.object({ marked: z.int() }),
    effect: 'compensable',
    idempotency: 'keyed',
    facts: () => ({ resources: ['marks:all'], summary: 'mark things' }),
    execute: async ({ ids }) => ({ marked: ids.length }),
    undo: async () => {},
  }),
];

const config = defineConfig({
  agents: [
    defineAgent({
      name: 'wary',
      version: '1',
      instructions: 'Do as you are told.',
      model: 'anthropic:claude-sonnet-4-5',
      tools,
      rules: [{ name: 'foreign ids ask', when: { tool: 'mark', argumentsFrom: 'untrusted' }, then: 'ask' }],
      budget: { usd: { hard: 50 } },
    }),
  ],
});

describe('where arguments come from, over a large window', () => {
  let desk: Desk;
  let client: HoldfastClient;
  const stamp = `argument-origins-${Date.now().toString(36)}`;
  const where = { address: inject('temporalAddress'), namespace: inject('temporalNamespace') };

  beforeAll(async () => {
    desk = await openDesk({ ...where, taskQueue: stamp, config, script: playTurns([]) });
    client = await HoldfastClient.connect(where);
  });
  afterAll(async () => {
    await client.close();
    await desk.stop();
  });

  it('is found out within the time of a step, for thousands of values, and anew for an edit', async () => {
    const unsaid = Array.from({ length: 7_000 }, (_, i) => 5_000_000 + i).join(' ');
    desk.setScript(
      playTurns([
        ...pages.map((_, page) => ({ toolCalls: [{ name: 'read_page', arguments: { page } }] })),
        { toolCalls: [1, 2, 3].map(() => ({ name: 'mark', arguments: { ids: [unsaid] } })) },
        { toolCalls: [{ name: 'mark', arguments: { ids: [unsaid, 'ann7@example.com'] } }] },
        { text: 'Done.' },
      ]),
    );
    const id = await desk.start({ agent: 'wary', taskId: stamp, input: 'Mark W-9999.', startedBy: 'ada' });
    const asking = await desk.settled(id);
    expect(asking).toMatchObject({ state: 'awaiting-approval', totals: { turns: 5 } });
    expect(asking.approvals.map(({ reason }) => reason)).toEqual([
      "foreign ids ask: mark with arguments taken from an untrusted tool's output",
    ]);
    await client.resolveApproval(id, {
      approvalId: 'c5.1r1',
      decision: 'edit',
      arguments: { ids: ['W-9999'] },
      digest: asking.approvals[0]?.digest ?? '',
      by: 'bea',
    });
    const { outcome, effects } = await desk.result(id);
    expect(outcome).toMatchObject({ kind: 'answered' });
    expect(effects.map(({ state }) => state)).toEqual(['applied', 'applied', 'applied', 'applied']);
  }, 60_000);
});
