import { randomUUID } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, afterEach, beforeAll, describe, expect, inject, it } from 'vitest';
import { defineAgent } from '../../src/agents/define-agent.ts';
import { listRuns } from '../../src/client/runs/list-runs.ts';
import { showRun } from '../../src/client/runs/show-run.ts';
import { traceRun } from '../../src/client/runs/trace-run.ts';
import { defineConfig } from '../../src/config/define-config.ts';
import type { RunStateName } from '../../src/core/view/run-view.ts';
import { accessOf, type Desk, openDesk } from '../support/desk.ts';

interface Answer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body: object | string;
}

/** A provider that speaks Chat Completions and answers as it is told. */
let answer: (requests: number) => Answer;
let requests = 0;
let baseUrl = '';
const provider = createServer((incoming, response) => {
  incoming.resume().on('end', () => {
    requests++;
    const { status, headers, body } = answer(requests);
    response.writeHead(status, { 'content-type': 'application/json', ...headers });
    response.end(typeof body === 'string' ? body : JSON.stringify(body));
  });
});

const done: Answer = {
  status: 200,
  body: {
    id: 'c1',
    object: 'chat.completion',
    choices: [{ index: 0, message: { role: 'assistant', content: 'Done.' }, finish_reason: 'stop' }],
    usage: { prompt_tokens: 3, completion_tokens: 1, total_tokens: 4 },
  },
};
const failed = (status: number, message: string, headers = {}): Answer => ({
  status,
  headers,
  body: { error: { message } },
});

const agent = (name: string, patience: '3s' | '15m') =>
  defineAgent({
    name,
    instructions: 'Help.',
    tools: [],
    conversational: true,
    model: { id: 'openai-chat:m', patience },
  });
const config = defineConfig({
  agents: [agent('patient', '15m'), agent('hasty', '3s')],
  prices: { 'openai-chat:m': { usdPerMillionTokens: { input: 1, output: 4 } } },
});

let desk: Desk;
beforeAll(async () => {
  await new Promise<void>((resolve) => provider.listen(0, '127.0.0.1', resolve));
  baseUrl = `http://127.0.0.1:${(provider.address() as AddressInfo).port}/v1`;
  desk = await openDesk({
    address: inject('temporalAddress'),
    namespace: inject('temporalNamespace'),
    taskQueue: `provider-wait-${randomUUID()}`,
    config,
    script: () => ({ text: 'not asked' }),
    worker: { env: { ...process.env, OPENAI_API_KEY: 'a-key-of-some-length', OPENAI_BASE_URL: baseUrl } },
  });
});
afterAll(async () => {
  await desk.stop();
  await new Promise<void>((resolve) => {
    provider.close(() => resolve());
    provider.closeAllConnections();
  });
});
afterEach(() => {
  requests = 0;
});

function start(name: string, more: object = {}): Promise<string> {
  return desk.start({ agent: name, taskId: randomUUID(), input: 'Go.', startedBy: 'ada', ...more });
}

async function inState(run: string, state: RunStateName) {
  for (;;) {
    const view = await desk.status(run);
    if (view.state === state) return view;
    if (view.state === 'closed') throw new Error(`${run} closed: ${JSON.stringify(view.outcome)}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

describe('an outage of the model’s provider', () => {
  it.each([
    // More often than an activity tries by itself.
    ['an overload', 4, failed(529, 'Overloaded')],
    ['a rate limit', 4, failed(429, 'Rate limit reached')],
    [
      'an error under 200',
      4,
      { status: 200, body: { error: { message: 'Rate limit exceeded', code: 429 } } },
    ],
    ['a wait that it asks for', 1, failed(503, 'busy', { 'retry-after': '3' })],
  ])('is sat out: %s', async (_what, times, outage) => {
    answer = (request) => (request <= times ? outage : done);
    const run = await start('patient');
    await inState(run, 'awaiting-provider');
    const { outcome, totals } = await desk.result(run);
    expect(outcome).toMatchObject({ kind: 'answered', answer: 'Done.' });
    expect(totals).toMatchObject({ modelCalls: 1, unsettledNanoUsd: 0, humanWaitMs: 0 });
  });

  it.each([502, 503, 504, 524])(
    'is sat out where a gateway tells of it by a page (%i), its bill unknown',
    async (status) => {
      const page: Answer = {
        status,
        headers: { 'content-type': 'text/html' },
        body: `<html><head><title>${status} Bad gateway</title></head><body>nginx</body></html>`,
      };
      answer = (request) => (request === 1 ? page : done);
      const run = await start('patient');
      await inState(run, 'awaiting-provider');
      const { outcome, totals } = await desk.result(run);
      expect(outcome).toMatchObject({ kind: 'answered', answer: 'Done.' });
      expect(totals.modelCalls).toBe(2);
      expect(totals.unsettledNanoUsd).toBeGreaterThan(0);
    },
  );

  it('is told by show and ls: since when, until when, the next try, why', async () => {
    answer = () => failed(529, 'Overloaded');
    const run = await start('patient');
    await inState(run, 'awaiting-provider');
    const shown = await showRun(accessOf(desk), run);
    expect(shown.awaitingProvider).toMatchObject({
      model: 'openai-chat:m',
      reason: expect.stringContaining('HTTP 529: Overloaded'),
    });
    const { since = '', until = '' } = shown.awaitingProvider ?? {};
    expect(Date.parse(until) - Date.parse(since)).toBe(900_000);
    const listed = async () => {
      const runs = await listRuns(accessOf(desk), {});
      return runs.find(({ id }) => id === run);
    };
    await expect
      .poll(listed)
      .toMatchObject({ state: 'awaiting-provider', pending: 0, waitsForProvider: { since, until } });
    await desk.send(run, 'cancelRun', { by: 'ada' });
    expect((await desk.result(run)).outcome?.kind).toBe('cancelled');
  });

  it('ends the run with its cause when the patience is over, and a step tells of it', async () => {
    answer = () => failed(529, 'Overloaded');
    const run = await start('hasty');
    const { outcome } = await desk.result(run);
    expect(outcome).toMatchObject({
      kind: 'failed',
      reason: {
        code: 'provider_unavailable',
        message: expect.stringMatching(/HTTP 529: Overloaded.*3s, the model’s patience/),
      },
    });
    const { steps } = await traceRun(accessOf(desk), run);
    const asked = steps.filter(({ kind }) => kind === 'model');
    expect(asked.map(({ error }) => error?.message)).toEqual([expect.stringContaining('Overloaded')]);
  });

  it('is not begun to be waited for where the provider asks for more than the patience', async () => {
    answer = () => failed(429, 'Rate limit reached', { 'retry-after': '600' });
    const { outcome } = await desk.result(await start('hasty'));
    expect(outcome?.reason?.message).toContain('a wait of 600 s, longer than the run waits');
    expect(requests).toBe(1);
  });

  it('lets a user’s message in, and holds still while the run is paused', async () => {
    answer = () => failed(529, 'Overloaded');
    const run = await start('patient', { chat: true });
    await inState(run, 'awaiting-provider');
    await desk.say(run, 'Never mind.');
    await desk.send(run, 'pause', { by: 'ada' });
    await inState(run, 'paused');
    answer = () => done;
    await desk.send(run, 'resume', { by: 'ada' });
    expect(await inState(run, 'awaiting-user')).toMatchObject({ lastMessage: 'Done.' });
    await desk.send(run, 'cancelRun', { by: 'ada' });
    await desk.result(run);
  });
});
