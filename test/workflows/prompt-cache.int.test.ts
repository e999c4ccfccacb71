import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, inject, it } from 'vitest';
import { z } from 'zod';
import { defineAgent } from '../../src/agents/define-agent.ts';
import { readRunCost } from '../../src/client/runs/cost-of-runs.ts';
import { traceRun } from '../../src/client/runs/trace-run.ts';
import { defineConfig } from '../../src/config/define-config.ts';
import { defineTool } from '../../src/tools/define/define-tool.ts';
import { CacheMeter } from '../support/cache-meter.ts';
import { accessOf, openDesk } from '../support/desk.ts';

const steps = 30;

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

/** Asks for a page in each step, and bills each request by its bytes. */
async function serveMetered() {
  const meter = new CacheMeter();
  let tokens = 0;
  let cached = 0;
  const server = createServer((incoming, response) => {
    let raw = '';
    incoming.on('data', (chunk) => {
      raw += chunk;
    });
    incoming.on('end', () => {
      const body = JSON.parse(raw) as { messages: { role: string }[] };
      const step = body.messages.filter(({ role }) => role === 'assistant').length + 1;
      const usage = meter.bill(body as never);
      cached += usage.cache_read_input_tokens;
      tokens += usage.input_tokens + usage.cache_read_input_tokens + usage.cache_creation_input_tokens;
      response.writeHead(200, { 'content-type': 'application/json' });
      response.end(
        JSON.stringify({
          id: 'msg',
          type: 'message',
          role: 'assistant',
          model: 'm',
          content:
            step < steps
              ? [{ type: 'tool_use', id: `t${step}`, name: 'read_page', input: { page: step } }]
              : [{ type: 'text', text: 'Done.' }],
          stop_reason: step < steps ? 'tool_use' : 'end_turn',
          stop_sequence: null,
          usage: { ...usage, output_tokens: 10 },
        }),
      );
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    tokens: () => tokens,
    cached: () => cached,
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    stop: () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

describe('a long run over a prompt cache', () => {
  const open: { stop(): Promise<void> }[] = [];
  afterEach(async () => {
    for (const one of open.splice(0)) await one.stop();
  });

  it('is billed at most a third of its input, and tells how much of it was cached', async () => {
    const server = await serveMetered();
    const usd = { input: 1, output: 0, cachedInput: '0.1', cacheWrite: '1.25' };
    const price = { usdPerMillionTokens: usd, contextTokens: 200_000 };
    const desk = await openDesk({
      address: inject('temporalAddress'),
      namespace: inject('temporalNamespace'),
      taskQueue: `prompt-cache-${process.pid}`,
      config: defineConfig({ agents: [reader], prices: { 'anthropic:m': price } }),
      script: () => ({ text: '' }),
      worker: { env: { ...process.env, ANTHROPIC_API_KEY: 'test', ANTHROPIC_BASE_URL: server.url } },
    });
    open.push(desk, server);
    const id = await desk.start({
      agent: 'reader',
      taskId: `t-${Date.now()}`,
      input: 'Go.',
      maxSteps: 100,
      startedBy: 't',
    });
    const view = await desk.result(id);
    expect(view.outcome).toMatchObject({ kind: 'answered', answer: 'Done.' });
    const uncached = server.tokens() * 1_000;
    const billed = view.totals.costNanoUsd;
    expect(uncached).toBeGreaterThan(300_000_000);
    expect(billed).toBeLessThan(uncached / 3);
    process.stdout.write(`${steps} steps: ${billed} of ${uncached} nano-USD of input\n`);

    const trace = await traceRun(accessOf(desk), id);
    const used = trace.steps.flatMap(({ tokensUsed }) => (tokensUsed ? [tokensUsed] : []));
    expect(used).toHaveLength(steps);
    expect(used.slice(1).every(({ input, cachedInput }) => cachedInput > 0.7 * input)).toBe(true);
    const { rows } = await readRunCost(accessOf(desk), id);
    const cached = rows.reduce((sum, row) => sum + row.cachedInputTokens, 0);
    expect(cached).toBe(server.cached());
    expect(cached).toBeGreaterThan(0.8 * server.tokens());
  });
});
