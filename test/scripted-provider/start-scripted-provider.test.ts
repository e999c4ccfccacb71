import { afterEach, describe, expect, it } from 'vitest';
import type { Message } from '../../src/core/context/message.ts';
import { classifyModelError } from '../../src/models/errors/classify-model-error.ts';
import { playTurns } from '../../src/scripted-provider/play-turns.ts';
import type { ProviderFault } from '../../src/scripted-provider/provider-faults.ts';
import type { Script } from '../../src/scripted-provider/scripted-request.ts';
import {
  type ScriptedProvider,
  startScriptedProvider,
} from '../../src/scripted-provider/start-scripted-provider.ts';
import { modelRequest, portsAt, rejection } from '../models/model-request.ts';

let provider: ScriptedProvider | undefined;
afterEach(async () => {
  await provider?.stop();
  provider = undefined;
});

async function start(script: Script) {
  provider = await startScriptedProvider({ script });
  return { provider, ...portsAt(provider.url) };
}

const all = ['anthropic', 'openAi', 'openAiChat'] as const;
const usage = { inputTokens: 120, cachedInputTokens: 100, outputTokens: 7 };
const booked = { inputTokens: 120, cachedInputTokens: 100, cacheWriteTokens: 0, outputTokens: 7 };

describe.each(all)('startScriptedProvider through the %s adapter', (adapter) => {
  it('answers with text and exact usage', async () => {
    const ports = await start(playTurns([{ text: 'Hello Ada.', usage }]));
    expect(await ports[adapter].generate(modelRequest())).toEqual({
      text: 'Hello Ada.',
      calls: [],
      usage: booked,
      finishReason: 'stop',
    });
  });

  it('answers with parallel calls in order, with ids that depend on the request alone', async () => {
    const toolCalls = [
      { name: 'read_order', arguments: { order_id: '#W1' } },
      { name: 'read_order', arguments: { order_id: '#W1' } },
    ];
    const ports = await start(playTurns([{ text: 'Two reads.', toolCalls }]));
    const [first, again] = [
      await ports[adapter].generate(modelRequest()),
      await ports[adapter].generate(modelRequest()),
    ];
    expect(first.finishReason).toBe('tool-calls');
    expect(first.text).toBe('Two reads.');
    expect(first.calls.map((call) => [call.tool, call.argumentsText])).toEqual([
      ['read_order', '{"order_id":"#W1"}'],
      ['read_order', '{"order_id":"#W1"}'],
    ]);
    expect(first.calls[0]?.providerCallId).not.toBe(first.calls[1]?.providerCallId);
    expect(again).toEqual(first);
  });

  it('passes malformed arguments on as the model wrote them', async () => {
    const toolCalls = [{ name: 'read_order', arguments: '{"order_id": "#W1"' }];
    const ports = await start(playTurns([{ toolCalls }]));
    const answer = await ports[adapter].generate(modelRequest());
    expect(answer.calls.map((call) => call.argumentsText)).toEqual(['{"order_id": "#W1"']);
  });

  it('counts something when the script gives no usage', async () => {
    const ports = await start(playTurns([{ text: 'Hi' }]));
    const answer = await ports[adapter].generate(modelRequest());
    expect(answer.usage?.inputTokens).toBeGreaterThan(10);
    expect(answer.usage?.outputTokens).toBeGreaterThan(1);
    expect(ports.provider.meter()).toMatchObject({
      requests: 1,
      answered: 1,
      inputTokens: answer.usage?.inputTokens,
      outputTokens: answer.usage?.outputTokens,
    });
  });

  it.each<[ProviderFault, string, boolean, object]>([
    [{ kind: 'rate-limited', retryAfterSeconds: 2 }, 'model.rate-limited', true, { retryAfterMs: 2_000 }],
    [{ kind: 'rate-limited' }, 'model.rate-limited', true, {}],
    [{ kind: 'server-error' }, 'model.server-error', true, {}],
    [{ kind: 'overloaded' }, 'model.overloaded', true, {}],
    [{ kind: 'cut' }, 'model.bill-unknown', false, {}],
    [{ kind: 'reset' }, 'model.bill-unknown', false, {}],
    [{ kind: 'malformed-json' }, 'model.bill-unknown', false, {}],
  ])(
    'fault %o is classified as %s, retryable %s, and the next call is answered',
    async (fault, type, retryable, more) => {
      const ports = await start(playTurns([{ text: 'Fine.', usage }]));
      ports.provider.setFaults([{ fault, next: 1 }]);
      const error = await rejection(ports[adapter].generate(modelRequest()));
      expect(classifyModelError(error, 'anthropic:m')).toMatchObject({
        type,
        retryable,
        billing: retryable ? 'unbilled' : 'unknown',
        ...more,
      });
      expect((await ports[adapter].generate(modelRequest())).text).toBe('Fine.');
      expect(ports.provider.meter()).toMatchObject({ requests: 2, answered: 1 });
    },
  );

  it('an aborted slow call leaves the bill unknown, and the meter counts it as lost', async () => {
    const ports = await start(playTurns([{ text: 'Late.', usage }]));
    ports.provider.setFaults([{ fault: { kind: 'slow', delayMs: 2_000 } }]);
    const gaveUp = new AbortController();
    const rejected = rejection(ports[adapter].generate(modelRequest({ signal: gaveUp.signal })));
    await expect.poll(() => ports.provider.meter().requests).toBe(1);
    gaveUp.abort(new DOMException('The operation was aborted due to timeout', 'TimeoutError'));
    const error = await rejected;
    expect(classifyModelError(error, 'anthropic:m')).toMatchObject({
      type: 'model.timed-out',
      billing: 'unknown',
    });
    await expect
      .poll(() => ports.provider.meter())
      .toMatchObject({ answered: 0, lost: 1, lostInputTokens: 120, lostOutputTokens: 7 });
  });

  it('a fault hits only the requests that its rule names', async () => {
    const ports = await start(playTurns([{ text: 'Fine.' }]));
    ports.provider.setFaults([{ fault: { kind: 'overloaded' }, when: (request) => request.model === 'ill' }]);
    expect((await ports[adapter].generate(modelRequest({ model: 'well' }))).text).toBe('Fine.');
    const error = await rejection(ports[adapter].generate(modelRequest({ model: 'ill' })));
    expect(classifyModelError(error, 'anthropic:ill').type).toBe('model.overloaded');
  });

  it('answers a request beyond the script as a bad request that says so', async () => {
    const ports = await start(playTurns([]));
    const error = await rejection(ports[adapter].generate(modelRequest()));
    expect(classifyModelError(error, 'anthropic:m')).toMatchObject({
      type: 'model.bad-request',
      retryable: false,
    });
    expect(String(error)).toContain('asks for turn 1 and the script has 0');
  });

  it('refuses a transcript with a call that has no result', async () => {
    const ports = await start(playTurns([{ text: 'Fine.' }]));
    const calls = [{ id: 'c1.1', providerCallId: 'call_1', tool: 'read_order', arguments: {} }];
    const messages: Message[] = [
      { role: 'user', content: 'Hello' },
      { role: 'assistant', content: '', calls },
      { role: 'user', content: 'Well?' },
    ];
    const error = await rejection(ports[adapter].generate(modelRequest({ messages })));
    expect(String(error)).toContain('calls without a result immediately after: call_1');
  });
});

describe('startScriptedProvider', () => {
  it('missing usage comes out undefined over Chat Completions and as an unknown bill over Messages', async () => {
    const ports = await start(playTurns([{ text: 'Hi', usage: 'missing' }]));
    expect((await ports.openAiChat.generate(modelRequest())).usage).toBeUndefined();
    const error = await rejection(ports.anthropic.generate(modelRequest()));
    const found = classifyModelError(error, 'anthropic:m');
    expect(found).toMatchObject({ type: 'model.bill-unknown', retryable: false });
    expect(found.message).toContain('does not say how many tokens it used');
  });

  it('shows a script the same request over every protocol, greeting, errors and calls included', async () => {
    const ports = await start(playTurns([{ text: 'one' }, { text: 'two' }]));
    const messages: Message[] = [
      { role: 'assistant', content: 'Hi! How can I help?', calls: [] },
      { role: 'user', content: 'Two orders, please.' },
      {
        role: 'assistant',
        content: 'I look.',
        calls: [
          { id: 'c1.1', providerCallId: 'call_1', tool: 'read_order', arguments: { order_id: '#W1' } },
          { id: 'c1.2', providerCallId: 'call_2', tool: 'read_order', arguments: { order_id: '#W2' } },
        ],
      },
      {
        role: 'tool',
        callId: 'c1.1',
        providerCallId: 'call_1',
        tool: 'read_order',
        content: '{"a":1}',
        isError: false,
      },
      {
        role: 'tool',
        callId: 'c1.2',
        providerCallId: 'call_2',
        tool: 'read_order',
        content: 'not found',
        isError: true,
      },
      { role: 'user', content: 'And hurry.' },
    ];
    const inputSchema = { type: 'object', properties: { order_id: { type: 'string' } } };
    const tools = [{ name: 'read_order', description: 'Read an order.', inputSchema }];
    for (const adapter of all) {
      const answer = await ports[adapter].generate(modelRequest({ messages, tools }));
      expect(answer.text).toBe('two');
    }
    const [overMessages, overResponses, overChat] = ports.provider.journal.map((entry) => entry.request);
    expect(overChat).toEqual({
      model: 'claude-sonnet-4-5',
      system: 'Help the customer.',
      messages: [
        { role: 'assistant', content: 'Hi! How can I help?', toolCalls: [] },
        { role: 'user', content: 'Two orders, please.' },
        {
          role: 'assistant',
          content: 'I look.',
          toolCalls: [
            { id: 'call_1', name: 'read_order', argumentsText: '{"order_id":"#W1"}' },
            { id: 'call_2', name: 'read_order', argumentsText: '{"order_id":"#W2"}' },
          ],
        },
        { role: 'tool', content: '{"a":1}', toolCallId: 'call_1', isError: false },
        { role: 'tool', content: 'not found', toolCallId: 'call_2', isError: false },
        { role: 'user', content: 'And hurry.' },
      ],
      tools: ['read_order'],
      maxTokens: 256,
    });
    expect(overResponses).toEqual(overMessages);
    // The error mark is the one thing that Chat Completions cannot say.
    const marked = JSON.stringify(overMessages).replace('"isError":true', '"isError":false');
    expect(JSON.parse(marked)).toEqual(overChat);
    expect(JSON.stringify(overMessages)).toContain('"isError":true');
  });

  it.each([
    ['/v1/messages', '/messages'],
    ['/v1/chat/completions', '/chat/completions'],
    ['/v1/responses', '/responses'],
  ])('serves %s also as %s', async (long, short) => {
    const { provider: running } = await start(playTurns([{ text: 'Hi' }]));
    const messages = [{ role: 'user', content: 'Hello' }];
    const body = JSON.stringify({ model: 'm', messages, input: messages });
    for (const path of [long, short]) {
      expect((await fetch(`${running.url}${path}`, { method: 'POST', body })).status).toBe(200);
    }
    expect(running.meter().byPath).toEqual({ [long]: 1, [short]: 1 });
  });

  it.each([
    ['{"model":"m","messages":[]}', 'first message must use the \\"user\\" role'],
    ['{"messages":[{"role":"user","content":"x"}]}', 'model: field required'],
    ['not json', 'not JSON'],
    ['null', 'not an object'],
  ])('refuses %s with 400: %s', async (body, because) => {
    const { provider: running } = await start(playTurns([{ text: 'Hi' }]));
    const response = await fetch(`${running.url}/v1/messages`, { method: 'POST', body });
    expect(response.status).toBe(400);
    expect(await response.text()).toContain(because);
  });

  it('answers an unknown path with 404 and the paths that exist', async () => {
    const { provider: running } = await start(playTurns([]));
    const response = await fetch(`${running.url}/v1/embeddings`, { method: 'POST', body: '{}' });
    expect(response.status).toBe(404);
    expect(await response.text()).toContain('/v1/chat/completions');
    expect(running.meter().requests).toBe(0);
  });

  it('stops with a call in flight, and twice', async () => {
    const ports = await start(playTurns([{ text: 'Hi', delayMs: 60_000 }]));
    const pending = rejection(ports.anthropic.generate(modelRequest()));
    await expect.poll(() => ports.provider.journal.at(-1)?.turn).toBeDefined();
    await ports.provider.stop();
    await ports.provider.stop();
    expect(classifyModelError(await pending, 'anthropic:m').type).toBe('model.bill-unknown');
  });
});
