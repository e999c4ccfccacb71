import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, beforeEach, describe, expect, inject, it } from 'vitest';
import { z } from 'zod';
import { defineAgent } from '../../src/agents/define-agent.ts';
import { HoldfastClient } from '../../src/client/holdfast-client.ts';
import { defineConfig } from '../../src/config/define-config.ts';
import { playTurns } from '../../src/scripted-provider/play-turns.ts';
import { defineTool } from '../../src/tools/define/define-tool.ts';
import { type Desk, openDesk } from '../support/desk.ts';
import type { WireName } from '../support/strict-wire/refusal.ts';
import { bodyOf, type Said, wireNames } from '../support/wire-answers.ts';

const paid: unknown[] = [];

const tools = [
  defineTool({
    name: 'pay',
    description: 'Pay.',
    input: z.object({ account: z.union([z.string(), z.number()]).optional(), amount: z.number().optional() }),
    output: z.null(),
    effect: 'irreversible',
    idempotency: 'keyed',
    execute: async (input) => {
      paid.push(input);
      return null;
    },
  }),
  defineTool({
    name: 'lookup',
    description: 'Look up.',
    input: z.object({ id: z.string(), page: z.number().optional() }),
    output: z.string(),
    effect: 'read',
    execute: async ({ id }) => `Found ${id}.`,
  }),
];

const models: Readonly<Record<WireName, string>> = {
  anthropic: 'anthropic:m',
  openAi: 'openai:m',
  openAiChat: 'openai-chat:m',
  google: 'google:m',
};
const price = { usdPerMillionTokens: { input: 1, output: 4, cachedInput: 0.1 } };

const config = defineConfig({
  agents: wireNames.flatMap((wire) =>
    (['open', 'asking'] as const).map((kind) =>
      defineAgent({
        name: `${kind}-${wire.toLowerCase()}`,
        version: '1',
        instructions: 'Do as you are told.',
        model: models[wire],
        tools,
        rules: [
          kind === 'open'
            ? { name: 'all', when: {}, then: 'allow' }
            : { name: 'asks', when: { tool: ['pay'] }, then: 'ask' },
        ],
        budget: { usd: { hard: 5 } },
      }),
    ),
  ),
  prices: Object.fromEntries(wireNames.map((wire) => [models[wire], price])),
});

/** Gives bodies one after another, the last one again and again, and keeps what it was asked. */
async function playBodies() {
  let bodies: readonly string[] = [];
  const asked: string[] = [];
  const server = createServer((incoming, response) => {
    let text = '';
    incoming.setEncoding('utf8');
    incoming.on('data', (chunk: string) => {
      text += chunk;
    });
    incoming.on('end', () => {
      asked.push(text);
      response.writeHead(200, { 'content-type': 'application/json' });
      response.end(bodies[Math.min(asked.length, bodies.length) - 1]);
    });
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    asked,
    give(next: readonly string[]): void {
      bodies = next;
      asked.length = 0;
    },
    stop: () =>
      new Promise<void>((done) => {
        server.close(() => done());
        server.closeAllConnections();
      }),
  };
}

describe('an answer over a real wire', () => {
  let desk: Desk;
  let client: HoldfastClient;
  let provider: Awaited<ReturnType<typeof playBodies>>;
  let tasks = 0;
  const stamp = `answers-${Date.now().toString(36)}`;
  const where = { address: inject('temporalAddress'), namespace: inject('temporalNamespace') };

  beforeAll(async () => {
    provider = await playBodies();
    desk = await openDesk({
      ...where,
      taskQueue: stamp,
      config,
      script: playTurns([]),
      worker: {
        env: {
          ANTHROPIC_API_KEY: 'test-key-a',
          ANTHROPIC_BASE_URL: provider.url,
          OPENAI_API_KEY: 'test-key-o',
          OPENAI_BASE_URL: `${provider.url}/v1`,
          GOOGLE_API_KEY: 'test-key-g',
          GOOGLE_BASE_URL: provider.url,
        },
      },
    });
    client = await HoldfastClient.connect(where);
  });
  afterAll(async () => {
    await client.close();
    await desk.stop();
    await provider.stop();
  });
  beforeEach(() => {
    paid.length = 0;
  });

  async function run(wire: WireName, kind: 'open' | 'asking', ...answers: Said[]) {
    provider.give(answers.map((said) => bodyOf(wire, said)));
    const id = await desk.start({
      agent: `${kind}-${wire.toLowerCase()}`,
      taskId: `${stamp}-${++tasks}`,
      input: 'Go.',
      startedBy: 'ada',
    });
    const view = await desk.result(id);
    return { id, view, asked: provider.asked.length };
  }

  const cutReason: Readonly<Record<WireName, string>> = {
    anthropic: 'max_tokens',
    openAi: 'max_output_tokens',
    openAiChat: 'length',
    google: 'MAX_TOKENS',
  };
  const refusedReason: Readonly<Record<WireName, string>> = {
    anthropic: 'refusal',
    openAi: 'content_filter',
    openAiChat: 'content_filter',
    google: 'SAFETY',
  };
  const brokenReason: Readonly<Record<WireName, string>> = {
    anthropic: 'pause_turn',
    openAi: 'failed',
    openAiChat: 'error',
    google: 'MALFORMED_FUNCTION_CALL',
  };
  const pay = { tool: 'pay', json: '{}' };

  it.each(wireNames)(
    'runs no call of a cut one, shows none to a person, and takes the next (%s)',
    async (wire) => {
      for (const kind of ['open', 'asking'] as const) {
        const said = { text: 'I pay.', calls: [pay], reason: cutReason[wire] };
        const { view, asked } = await run(wire, kind, said, { text: 'Done.' });
        expect(view.outcome).toEqual({ kind: 'answered', answer: 'Done.' });
        expect([paid, view.effects, view.approvals, asked]).toEqual([[], [], [], 2]);
        expect(provider.asked[1]).toContain('cut off at the output limit');
      }
    },
  );

  it.each(wireNames)('ends a run that is cut twice, with its text and the setting (%s)', async (wire) => {
    const { view, asked } = await run(wire, 'open', { text: 'It is', reason: cutReason[wire] });
    expect(view.outcome).toMatchObject({ kind: 'partial', answer: 'It is', reason: { code: 'answer_cut' } });
    expect(view.outcome?.reason?.message).toContain('maxOutputTokens');
    expect(asked).toBe(2);
  });

  it.each(wireNames)(
    'ends a run at the first refusal, whatever it holds, with its cause (%s)',
    async (wire) => {
      const said = { text: 'I pay.', calls: [pay], reason: refusedReason[wire] };
      const { id, view, asked } = await run(wire, 'open', said);
      expect(view.outcome).toMatchObject({ kind: 'failed', reason: { code: 'provider_refused' } });
      expect(view.outcome?.reason?.message).toContain(refusedReason[wire]);
      expect([paid, asked, view.totals.unsettledNanoUsd]).toEqual([[], 1, 0]);
      const { steps } = await client.trace(id);
      expect(steps).toMatchObject([{ kind: 'model', error: { type: 'answer-refused' } }]);
    },
  );

  it.each(wireNames)('asks for a broken one again, books it, and gives up after three (%s)', async (wire) => {
    const broken = { text: 'The order is can', calls: [pay], reason: brokenReason[wire] };
    const once = await run(wire, 'open', broken, { text: 'Done.' });
    expect(once.view.outcome).toEqual({ kind: 'answered', answer: 'Done.' });
    expect(once.view.totals).toMatchObject({ inputTokens: 200, outputTokens: 20, unsettledNanoUsd: 0 });
    const { view, asked } = await run(wire, 'open', broken);
    expect(view.outcome).toMatchObject({ kind: 'failed', reason: { code: 'answer_broken' } });
    expect([paid, asked]).toEqual([[], 3]);
  });

  it.each(wireNames)(
    'asks for a call that was written as text, and never tells it to the user (%s)',
    async (wire) => {
      const markup = '<tool_call>\n{"name": "lookup", "arguments": {"id": "A-1"}}\n</tool_call>';
      const { view } = await run(
        wire,
        'open',
        { text: `I look.\n${markup}` },
        {
          calls: [{ tool: 'lookup', json: '{"id":"A-1"}' }],
          ...(wire === 'anthropic' ? { reason: 'tool_use' } : {}),
        },
        { text: 'Done.' },
      );
      expect(view.outcome).toEqual({ kind: 'answered', answer: 'Done.' });
      expect(view.totals.toolCalls).toBe(1);
      expect(provider.asked.slice(1).join()).not.toContain('<tool_call>');
    },
  );

  it.each(wireNames)('keeps thoughts out of the answer (%s)', async (wire) => {
    const { view } = await run(wire, 'open', { text: '<think>\nUp to 40%.\n</think>\n\nYou get 10% off.' });
    expect(view.outcome).toEqual({ kind: 'answered', answer: 'You get 10% off.' });
  });

  it.each(wireNames)('runs no call with a number that would be another one (%s)', async (wire) => {
    const calls = [{ tool: 'pay', json: '{"account":2512292042121000001,"amount":10}' }];
    const reason = wire === 'anthropic' ? { reason: 'tool_use' } : {};
    const { view } = await run(wire, 'open', { calls, ...reason }, { text: 'Done.' });
    expect([paid, view.effects]).toEqual([[], []]);
    expect(provider.asked[1]).toContain('2512292042121000001 at');
    expect(provider.asked[1]).not.toContain('2512292042121000000');
  });

  it('takes null for nothing, and tells it in the trace', async () => {
    const calls = [{ tool: 'lookup', json: '{"id":"A-1","page":null}' }];
    const { id, view } = await run('openAiChat', 'open', { calls, reason: 'tool_calls' }, { text: 'Done.' });
    expect(view.totals).toMatchObject({ toolCalls: 1, toolErrors: 0 });
    const { steps } = await client.trace(id);
    expect(steps[1]).toMatchObject({ action: { input: { id: 'A-1' } }, leftOut: ['page'] });
  });

  it('is no answer where it is white space, and nothing of it goes back', async () => {
    const { view } = await run('anthropic', 'open', { text: ' \n' }, { text: 'Done.' });
    expect(view.outcome).toEqual({ kind: 'answered', answer: 'Done.' });
    expect(JSON.parse(provider.asked[1] ?? '').messages).toHaveLength(1);
  });

  it('says that its price is not exact where another tier served it', async () => {
    const { id, view } = await run('openAi', 'open', { text: 'Hi.', extra: { service_tier: 'priority' } });
    expect(view.outcome).toEqual({ kind: 'answered', answer: 'Hi.' });
    expect(view.totals.costNanoUsd).toBe(140_000);
    expect(view.totals.unsettledNanoUsd).toBeGreaterThan(0);
    expect((await client.trace(id)).steps[0]?.inexact).toContain('"priority"');
  });
});
