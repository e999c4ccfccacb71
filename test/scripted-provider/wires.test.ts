import { afterEach, describe, expect, it } from 'vitest';
import type { ScriptedTurn } from '../../src/scripted-provider/scripted-request.ts';
import {
  type ScriptedProvider,
  startScriptedProvider,
} from '../../src/scripted-provider/start-scripted-provider.ts';

type Body = Record<string, unknown>;
interface GoogleAnswer extends Body {
  readonly candidates: readonly { readonly content: { readonly parts: readonly Body[] } }[];
}

/** How each wire is asked, at once and for a stream. */
const wires = {
  anthropic: {
    path: '/v1/messages',
    body: { model: 'm', messages: [{ role: 'user', content: 'Hello' }] },
  },
  openai: { path: '/v1/responses', body: { model: 'm', input: 'Hello' } },
  chat: {
    path: '/v1/chat/completions',
    body: { model: 'm', messages: [{ role: 'user', content: 'Hello' }] },
  },
  google: {
    path: '/v1beta/models/m:generateContent',
    streamPath: '/v1beta/models/m:streamGenerateContent?alt=sse',
    body: { contents: [{ role: 'user', parts: [{ text: 'Hello' }] }] },
  },
} as const;
type WireName = keyof typeof wires;

let provider: ScriptedProvider | undefined;
afterEach(async () => {
  await provider?.stop();
  provider = undefined;
});

async function post(path: string, body: object): Promise<Response> {
  return fetch(`${provider?.url}${path}`, { method: 'POST', body: JSON.stringify(body) });
}

async function play(name: WireName, turn: ScriptedTurn): Promise<Body> {
  provider = await startScriptedProvider({ script: () => turn });
  return (await (await post(wires[name].path, wires[name].body)).json()) as Body;
}

async function playStreamed(name: WireName, turn: ScriptedTurn): Promise<string> {
  provider = await startScriptedProvider({ script: () => turn });
  const wire = wires[name];
  const response =
    'streamPath' in wire
      ? await post(wire.streamPath, wire.body)
      : await post(wire.path, { ...wire.body, stream: true });
  return response.text();
}

describe('how a scripted answer says that it ended', () => {
  const said = {
    anthropic: (body: Body) => body['stop_reason'],
    openai: (body: Body) => (body['incomplete_details'] as Body | null)?.['reason'] ?? body['status'],
    chat: (body: Body) => (body['choices'] as Body[])[0]?.['finish_reason'],
    google: (body: Body) => (body['candidates'] as Body[])[0]?.['finishReason'],
  };

  it.each([
    ['anthropic', 'whole', 'end_turn'],
    ['anthropic', 'length', 'max_tokens'],
    ['anthropic', 'refused', 'refusal'],
    ['anthropic', 'error', null],
    ['anthropic', 'unknown', 'scripted_unknown'],
    ['openai', 'whole', 'completed'],
    ['openai', 'length', 'max_output_tokens'],
    ['openai', 'refused', 'content_filter'],
    ['openai', 'error', 'failed'],
    ['openai', 'unknown', 'scripted_unknown'],
    ['chat', 'whole', 'stop'],
    ['chat', 'length', 'length'],
    ['chat', 'refused', 'content_filter'],
    ['chat', 'error', 'error'],
    ['chat', 'unknown', 'scripted_unknown'],
    ['google', 'whole', 'STOP'],
    ['google', 'length', 'MAX_TOKENS'],
    ['google', 'refused', 'SAFETY'],
    ['google', 'error', 'MALFORMED_FUNCTION_CALL'],
    ['google', 'unknown', 'SCRIPTED_UNKNOWN'],
  ] as const)('is in the words of the wire: %s, %s is %s', async (wire, finish, word) => {
    expect(said[wire](await play(wire, { text: 'Hi', finish }))).toBe(word);
  });

  it.each([
    ['anthropic', '"stop_reason":"max_tokens"'],
    ['openai', '"type":"response.incomplete"'],
    ['chat', '"finish_reason":"length"'],
    ['google', '"finishReason":"MAX_TOKENS"'],
  ] as const)('stands in the stream too (%s)', async (wire, part) => {
    expect(await playStreamed(wire, { text: 'Hi', finish: 'length' })).toContain(part);
  });
});

describe('scripted reasoning', () => {
  const reasoning = [{ text: 'First the order.', signature: 'sig-1' }];
  const call = { id: 'call_1', name: 'look', arguments: { of: 'x' } };

  it.each([
    ['anthropic', { type: 'thinking', thinking: 'First the order.', signature: 'sig-1' }],
    [
      'openai',
      {
        type: 'reasoning',
        id: 'rs_scripted_0',
        summary: [{ type: 'summary_text', text: 'First the order.' }],
        encrypted_content: 'sig-1',
      },
    ],
    ['google', { text: 'First the order.', thought: true }],
  ] as const)('comes before the answer, as the wire has it (%s)', async (wire, expected) => {
    const body = await play(wire, { reasoning, toolCalls: [call] });
    const parts = {
      anthropic: () => body['content'],
      openai: () => body['output'],
      google: () => (body as GoogleAnswer).candidates[0]?.content.parts,
    }[wire]() as Body[];
    expect(parts[0]).toEqual(expected);
    expect(parts).toHaveLength(2);
  });

  it('signs the call with Gemini, and is a field of the message with Chat Completions', async () => {
    const gemini = await play('google', { reasoning, toolCalls: [call] });
    expect(JSON.stringify(gemini)).toContain('"thoughtSignature":"sig-1"');
    await provider?.stop();
    const chat = await play('chat', { reasoning, toolCalls: [call] });
    expect((chat['choices'] as Body[])[0]?.['message']).toMatchObject({
      reasoning_content: 'First the order.',
    });
  });

  it('without a text is a redacted block with Anthropic', async () => {
    const body = await play('anthropic', { reasoning: [{ signature: 'opaque' }], text: 'Hi' });
    expect((body['content'] as Body[])[0]).toEqual({ type: 'redacted_thinking', data: 'opaque' });
  });

  it.each([
    ['anthropic', '"type":"signature_delta","signature":"sig-1"'],
    ['openai', '"encrypted_content":"sig-1"'],
    ['chat', '"delta":{"reasoning_content":"First '],
    ['google', '"thoughtSignature":"sig-1"'],
  ] as const)('stands in the stream too (%s)', async (wire, part) => {
    expect(await playStreamed(wire, { reasoning, toolCalls: [call] })).toContain(part);
  });
});

describe('a raw answer', () => {
  it('goes out with its status and headers as it is, and is no bill', async () => {
    provider = await startScriptedProvider({
      script: () => ({ raw: { status: 529, headers: { 'retry-after': '7' }, body: '{"odd" : 1}' } }),
    });
    const { path, body } = wires.chat;
    const response = await post(path, body);
    expect([response.status, response.headers.get('retry-after'), await response.text()]).toEqual([
      529,
      '7',
      '{"odd" : 1}',
    ]);
    expect(provider.meter()).toMatchObject({ requests: 1, refused: 1, answered: 0, outputTokens: 0 });
  });

  it('becomes the events of its wire where a stream is asked for', async () => {
    const choices = [{ index: 0, finish_reason: 'odd', message: { role: 'assistant', content: 'Hi Ada' } }];
    const text = await playStreamed('chat', { raw: { body: { id: 'x', choices } } });
    expect(text).toContain('"delta":{"content":"Hi "}');
    expect(text).toContain('"finish_reason":"odd"');
    expect(text).toContain('data: [DONE]');
  });

  it('stays one body where it is no answer of that wire', async () => {
    const text = await playStreamed('chat', { raw: { body: { error: { message: 'no', code: 429 } } } });
    expect(text).toBe('{"error":{"message":"no","code":429}}');
  });
});

describe('what a script is shown and may say', () => {
  it('is the request as it came, beside what every wire has in common', async () => {
    let shown: unknown;
    provider = await startScriptedProvider({
      script: (request, sent) => {
        shown = { model: request.model, sent };
        return { text: 'Hi' };
      },
    });
    const { path, streamPath, body } = wires.google;
    await (await post(path, body)).text();
    const sent = { path, body, text: JSON.stringify(body), streamed: false };
    expect(shown).toEqual({ model: 'm', sent });
    await (await post(streamPath, body)).text();
    expect(shown).toMatchObject({ sent: { streamed: true } });
    expect(provider.journal[0]?.sent).toEqual(sent);
  });

  it('is a turn; anything else is a bad request that says what is wrong', async () => {
    provider = await startScriptedProvider({ script: () => ({ txt: 'Hi' }) as never });
    const response = await post(wires.chat.path, wires.chat.body);
    expect(response.status).toBe(400);
    expect(await response.text()).toContain('The script has no answer: it gave what is no turn');
  });
});

describe('the meter with a price', () => {
  it('books each call rounded up to a nano-USD, cached input at its own price', async () => {
    provider = await startScriptedProvider({
      script: () => ({
        text: 'Hi',
        usage: { inputTokens: 101, cachedInputTokens: 100, outputTokens: 1 },
      }),
      price: { input: 1, output: 4, cachedInput: 0.000_01 },
    });
    await (await post(wires.chat.path, wires.chat.body)).text();
    expect(provider.meter().costNanoUsd).toBe(1_000 + 1 + 4_000);
  });

  it('tells no cost without one', async () => {
    await play('chat', { text: 'Hi' });
    expect(provider?.meter()).not.toHaveProperty('costNanoUsd');
  });
});
