import { randomUUID } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { z } from 'zod';
import { defineAgent } from '../../../src/agents/define-agent.ts';
import { readRunCost } from '../../../src/client/runs/cost-of-runs.ts';
import { traceRun } from '../../../src/client/runs/trace-run.ts';
import { defineConfig } from '../../../src/config/define-config.ts';
import { defineTool } from '../../../src/tools/define/define-tool.ts';
import { blocksOf, CacheMeter } from '../cache-meter.ts';
import { accessOf, openDesk } from '../desk.ts';
import { Judgement } from './judgement.ts';

const cacheSteps = 30;
/** A turn in which the model says nothing, so that it is asked once more. */
const silentStep = 12;

const read = defineTool({
  name: 'read_page',
  description: 'Read a page of the file.',
  input: z.object({ page: z.number() }),
  output: z.string(),
  effect: 'read',
  execute: async ({ page }) => `${page} `.repeat(1_024).slice(0, 2_048),
});
const reader = defineAgent({
  name: 'reader',
  model: 'anthropic:m',
  instructions: 'Returns are taken within thirty days of delivery. '.repeat(410),
  tools: [read],
  rules: [],
});
const usd = { input: 1, output: 0, cachedInput: '0.1', cacheWrite: '1.25' };

type Wire = Record<string, unknown>;

/** Asks for a page in each step, says nothing in one, and bills each request by its bytes. */
async function serveMetered() {
  const meter = new CacheMeter();
  const total = { requests: 0, tokens: 0, cached: 0 };
  let before: readonly string[] = [];
  const rewritten: number[] = [];
  const server = createServer((incoming, response) => {
    let raw = '';
    incoming.on('data', (chunk) => {
      raw += chunk;
    });
    incoming.on('end', () => {
      const body = JSON.parse(raw) as Wire;
      const step = ++total.requests;
      const blocks = blocksOf(body).map(({ cache_control: _, ...block }) => JSON.stringify(block));
      if (before.some((block, place) => block !== blocks[place])) rewritten.push(step);
      before = blocks;
      const usage = meter.bill(body);
      total.cached += usage.cache_read_input_tokens;
      total.tokens += usage.input_tokens + usage.cache_read_input_tokens + usage.cache_creation_input_tokens;
      response.writeHead(200, { 'content-type': 'application/json' });
      response.end(
        JSON.stringify({
          id: 'msg',
          type: 'message',
          role: 'assistant',
          model: 'm',
          content: contentOf(step),
          stop_reason: step < cacheSteps && step !== silentStep ? 'tool_use' : 'end_turn',
          stop_sequence: null,
          usage: { ...usage, output_tokens: 10 },
        }),
      );
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    total,
    /** Requests that do not begin with all of the one before. */
    rewritten,
    lastBlocks: () => before,
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    stop: () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function contentOf(step: number): readonly object[] {
  if (step === silentStep) return [];
  return step < cacheSteps
    ? [{ type: 'tool_use', id: `t${step}`, name: 'read_page', input: { page: step } }]
    : [{ type: 'text', text: 'Done.' }];
}

/** What a long run was billed, in nano-USD of input, and what it would be without a cache. */
export interface CacheFigure {
  readonly billed: number;
  readonly uncached: number;
  /** Of all input tokens. */
  readonly cachedShare: number;
  readonly problems: readonly string[];
}

/**
 * Play thirty steps of an agent with 20 KB of instructions and 2 KiB results, a note of ours among them, against a server
 * that bills by the published prefix rule.
 */
export async function playCacheFigure(where: {
  readonly address: string;
  readonly namespace: string;
}): Promise<CacheFigure> {
  const server = await serveMetered();
  const desk = await openDesk({
    ...where,
    taskQueue: `prompt-cache-${randomUUID()}`,
    config: defineConfig({
      agents: [reader],
      prices: { 'anthropic:m': { usdPerMillionTokens: usd, contextTokens: 200_000 } },
    }),
    script: () => ({ text: '' }),
    worker: { env: { ...process.env, ANTHROPIC_API_KEY: 'test', ANTHROPIC_BASE_URL: server.url } },
  });
  try {
    const task = { agent: 'reader', taskId: randomUUID(), input: 'Go.', maxSteps: 100, startedBy: 't' };
    const id = await desk.start(task);
    const { outcome, totals } = await desk.result(id);
    const judged = new Judgement();
    const isAnswered = outcome?.kind === 'answered' && outcome.answer === 'Done.';
    judged.holds('the run is answered', isAnswered, outcome);
    judged.holds('it takes 30 requests', server.total.requests === cacheSteps, server.total.requests);
    judged.holds('each request begins with the one before', server.rewritten.length === 0, server.rewritten);
    const isNoted = server.lastBlocks().some((block) => block.includes('[Holdfast]'));
    judged.holds('the note to the model stays in the window', isNoted);

    const uncached = server.total.tokens * 1_000;
    const billed = totals.costNanoUsd;
    judged.holds('without a cache it would be worth a third of a dollar', uncached > 300_000_000, uncached);
    judged.holds('at most a third is billed', billed < uncached / 3, { billed, uncached });

    const { steps } = await traceRun(accessOf(desk), id);
    const used = steps.flatMap(({ tokensUsed }) => (tokensUsed ? [tokensUsed] : []));
    const rare = used.slice(1).filter(({ input, cachedInput }) => cachedInput <= 0.7 * input);
    judged.holds('the trace tells of each call that most was cached', rare.length === 0, rare);
    judged.holds('the trace tells of every call', used.length === cacheSteps, used.length);
    const { rows } = await readRunCost(accessOf(desk), id);
    const cached = rows.reduce((sum, row) => sum + row.cachedInputTokens, 0);
    judged.holds('cost tells what was cached', cached === server.total.cached, cached);
    return { billed, uncached, cachedShare: cached / server.total.tokens, problems: judged.problems };
  } finally {
    await desk.stop();
    await server.stop();
  }
}

/** Say it in a line. */
export function tellCacheFigure({ billed, uncached, cachedShare }: CacheFigure): string {
  const usdOf = (nano: number): string => `$${(nano / 1e9).toFixed(4)}`;
  return `${cacheSteps} steps: ${usdOf(billed)} of ${usdOf(uncached)} of input billed (${((100 * billed) / uncached).toFixed(1)} %), ${(100 * cachedShare).toFixed(1)} % of it cached`;
}
