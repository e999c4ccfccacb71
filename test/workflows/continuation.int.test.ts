import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, inject, it } from 'vitest';
import { z } from 'zod';
import { defineAgent } from '../../src/agents/define-agent.ts';
import { traceRun } from '../../src/client/runs/trace-run.ts';
import { defineConfig } from '../../src/config/define-config.ts';
import { defineTool } from '../../src/tools/define/define-tool.ts';
import { createLog } from '../../src/workers/log.ts';
import { accessOf, type Desk, openDesk } from '../support/desk.ts';

const sealOf = (step: number) => `c2VhbA==${step}`;
const secretThought = 'a-thought-that-nobody-reads';

const look = defineTool({
  name: 'look',
  description: 'Look something up.',
  input: z.object({ of: z.string() }),
  output: z.string(),
  effect: 'read',
  execute: async ({ of }) => of,
});
const agent = defineAgent({
  name: 'thinker',
  model: 'anthropic:m',
  instructions: 'Look it up.',
  tools: [look],
  rules: [],
});

/** A server that thinks before each call, twice in its second answer, and refuses a request that lacks any of it. */
async function serveThinking(answers: number) {
  const refused: string[] = [];
  const server = createServer((incoming, response) => {
    let raw = '';
    incoming.on('data', (chunk) => {
      raw += chunk;
    });
    incoming.on('end', () => {
      const { messages } = JSON.parse(raw) as { messages: { role: string; content: { type: string }[] }[] };
      const said = messages.filter(({ role }) => role === 'assistant');
      const step = said.length + 1;
      const thought = said.map(({ content }) => content.filter(({ type }) => type === 'thinking'));
      const whole = said.map((_one, index) => thoughtsOf(index + 1));
      if (JSON.stringify(thought) !== JSON.stringify(whole)) {
        refused.push(JSON.stringify(thought));
        response.writeHead(400, { 'content-type': 'application/json' });
        response.end(
          JSON.stringify({ error: { type: 'invalid_request_error', message: 'thinking was changed' } }),
        );
        return;
      }
      response.writeHead(200, { 'content-type': 'application/json' });
      response.end(JSON.stringify(answerOf(step, step === answers)));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    refused,
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    stop: () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function thoughtsOf(step: number): object[] {
  const block = { type: 'thinking', thinking: secretThought, signature: sealOf(step) };
  return step === 2 ? [block, { ...block, thinking: '' }] : [block];
}

function answerOf(step: number, isLast: boolean): object {
  return {
    id: 'msg',
    type: 'message',
    role: 'assistant',
    model: 'm',
    content: [
      ...thoughtsOf(step),
      isLast
        ? { type: 'text', text: 'Done.' }
        : { type: 'tool_use', id: `t${step}`, name: 'look', input: { of: String(step) } },
    ],
    stop_reason: isLast ? 'end_turn' : 'tool_use',
    stop_sequence: null,
    usage: { input_tokens: 100, output_tokens: 10 },
  };
}

describe('a model that wants its thinking back', () => {
  const open: { stop(): Promise<void> }[] = [];
  afterEach(async () => {
    for (const one of open.splice(0)) await one.stop();
  });

  it('has it back with every call, and nobody else ever sees it', async () => {
    const server = await serveThinking(5);
    const lines: string[] = [];
    const stream = { write: (line: string) => void lines.push(line) };
    const price = { usdPerMillionTokens: { input: 1, output: 4 }, contextTokens: 100_000 };
    const desk: Desk = await openDesk({
      address: inject('temporalAddress'),
      namespace: inject('temporalNamespace'),
      taskQueue: `continuation-${process.pid}`,
      config: defineConfig({
        agents: [agent],
        prices: { 'anthropic:m': price },
      }),
      script: () => ({ text: '' }),
      worker: {
        env: { ...process.env, ANTHROPIC_API_KEY: 'test', ANTHROPIC_BASE_URL: server.url },
        log: createLog({ level: 'debug', stream }),
      },
    });
    open.push(desk, server);
    const id = await desk.start({
      agent: 'thinker',
      taskId: `t-${Date.now()}`,
      input: 'Go.',
      startedBy: 't',
    });
    const view = await desk.result(id);
    expect(server.refused).toEqual([]);
    expect(view.outcome).toMatchObject({ kind: 'answered', answer: 'Done.' });
    const told = JSON.stringify([view, await traceRun(accessOf(desk), id), lines]);
    expect(told).toContain('"look"');
    expect(told).not.toContain(secretThought);
    expect(told).not.toContain(sealOf(1).slice(0, -1));
  });
});
