import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { classifyModelError } from '../../../src/models/errors/classify-model-error.ts';
import { missingShared, readSharedJsonLines } from '../../support/shared-data.ts';
import { modelRequest, portsAt, rejection } from '../model-request.ts';
import { serveResponses } from '../serve-response.ts';
import type { WireProtocol } from '../wire-answer.ts';

type Protocol = WireProtocol | 'google';

let server: Awaited<ReturnType<typeof serveResponses>>;
beforeAll(async () => {
  server = await serveResponses();
});
afterAll(() => server.stop());

function streamed(protocol: Protocol, text: string, cut = false) {
  server.answer({ status: 200, headers: { 'content-type': 'text/event-stream' }, body: text, cut });
  const heard: string[] = [];
  const onText = (delta: string) => heard.push(delta);
  return { heard, answer: portsAt(server.url)[protocol].generate(modelRequest({ onText })) };
}

async function classified(protocol: Protocol, text: string, cut = false) {
  const error = await rejection(streamed(protocol, text, cut).answer);
  expect(server.requests).toHaveLength(1);
  const { type, retryable, billing, message } = classifyModelError(error, `${protocol}:m`);
  return { verdict: [type, retryable, billing], message };
}

const event = (value: Readonly<Record<string, unknown>>) =>
  `${value['type'] === undefined ? '' : `event: ${value['type']}\n`}data: ${JSON.stringify(value)}\n\n`;

const opening: Readonly<Record<Protocol, string>> = {
  anthropic: event({
    type: 'message_start',
    message: {
      id: 'm1',
      type: 'message',
      role: 'assistant',
      model: 'm',
      content: [],
      stop_reason: null,
      stop_sequence: null,
      usage: { input_tokens: 10, output_tokens: 1 },
    },
  }),
  openAiChat: event({ id: 'c1', choices: [{ index: 0, delta: { role: 'assistant', content: '' } }] }),
  openAi: event({
    type: 'response.created',
    sequence_number: 0,
    response: { id: 'r1', object: 'response', created_at: 1, model: 'm', status: 'in_progress', output: [] },
  }),
  google: event({ usageMetadata: { promptTokenCount: 10, totalTokenCount: 10 }, responseId: 'r1' }),
};

const said: Readonly<Record<Protocol, string>> = {
  anthropic:
    event({ type: 'content_block_start', index: 0, content_block: { type: 'text', text: '' } }) +
    event({ type: 'content_block_delta', index: 0, delta: { type: 'text_delta', text: 'Well' } }),
  openAiChat: event({ id: 'c1', choices: [{ index: 0, delta: { content: 'Well' } }] }),
  openAi:
    event({
      type: 'response.output_item.added',
      output_index: 0,
      item: { type: 'message', id: 'i1', status: 'in_progress', role: 'assistant', content: [] },
    }) +
    event({
      type: 'response.output_text.delta',
      item_id: 'i1',
      output_index: 0,
      content_index: 0,
      delta: 'Well',
    }),
  google: event({ candidates: [{ content: { role: 'model', parts: [{ text: 'Well' }] } }] }),
};

const overload: Readonly<Record<Protocol, string>> = {
  anthropic: event({ type: 'error', error: { type: 'overloaded_error', message: 'Overloaded' } }),
  openAiChat: event({ error: { message: 'Overloaded', type: 'server_error', code: 'server_is_overloaded' } }),
  openAi: event({
    type: 'error',
    sequence_number: 1,
    code: 'server_is_overloaded',
    message: 'Overloaded',
    param: null,
  }),
  google: event({ error: { code: 503, message: 'Overloaded', status: 'UNAVAILABLE' } }),
};

const protocols = Object.keys(opening) as Protocol[];
const unknownBill = ['model.bill-unknown', false, 'unknown'];

describe('a stream that ends in an error', () => {
  it.each(protocols)(
    'before any output counts as an error answer: unbilled and retried (%s)',
    async (protocol) => {
      const { verdict, message } = await classified(protocol, opening[protocol] + overload[protocol]);
      expect(verdict).toEqual(['model.overloaded', true, 'unbilled']);
      expect(message).toContain('Overloaded');
    },
  );

  it.each(protocols)('after output leaves the bill unknown (%s)', async (protocol) => {
    const text = opening[protocol] + said[protocol] + overload[protocol];
    const { verdict, message } = await classified(protocol, text);
    expect(verdict).toEqual(unknownBill);
    expect(message).toContain('Overloaded');
  });

  it.each([
    ['rate_limit_exceeded', 'model.rate-limited', true],
    ['insufficient_quota', 'model.quota', false],
    ['context_length_exceeded', 'model.context-too-long', false],
    ['invalid_api_key', 'model.authentication', false],
    ['server_error', 'model.server-error', true],
  ])('is told apart by its code %s: %s, retryable %s', async (code, type, retryable) => {
    const error = { message: 'no', type: null, code, param: null };
    const overChat = await classified('openAiChat', opening.openAiChat + event({ error }));
    expect(overChat.verdict).toEqual([type, retryable, 'unbilled']);
    const response = { id: 'r1', status: 'failed', error: { code, message: 'no' }, output: [] };
    const failed = event({ type: 'response.failed', sequence_number: 1, response });
    const overResponses = await classified('openAi', opening.openAi + failed);
    expect(overResponses.verdict).toEqual([type, retryable, 'unbilled']);
  });

  it('takes a status that the error names as its code', async () => {
    const text = opening.openAiChat + event({ error: { message: 'slow down', code: 429 } });
    expect((await classified('openAiChat', text)).verdict).toEqual(['model.rate-limited', true, 'unbilled']);
  });
});

describe('a stream that holds an error in place of an answer', () => {
  const busy: readonly (readonly [string, Protocol, string])[] = [
    ['as its first event', 'anthropic', overload.anthropic],
    ['as its first event', 'openAiChat', overload.openAiChat],
    ['as its first event', 'openAi', overload.openAi],
    ['as its first event', 'google', overload.google],
    ['without saying its type', 'anthropic', event({ error: { type: 'overloaded_error', message: 'Busy' } })],
    [
      'without saying its type',
      'openAi',
      event({ error: { message: 'Busy', code: 'server_is_overloaded' } }),
    ],
    ['with an end mark behind it', 'openAiChat', `${overload.openAiChat}data: [DONE]\n\n`],
    [
      'as a failed answer',
      'openAi',
      event({
        type: 'response.failed',
        response: { id: 'r1', status: 'failed', error: { code: 'server_is_overloaded', message: 'Busy' } },
      }),
    ],
    ['as a text', 'openAiChat', event({ error: 'Server is overloaded, try again later', code: 503 })],
    [
      'as an object that says that it is one',
      'openAiChat',
      event({ object: 'error', message: 'Engine overloaded', code: 503 }),
    ],
    [
      'in an empty choice',
      'openAiChat',
      event({
        id: 'c1',
        choices: [
          { index: 0, delta: { content: '' }, finish_reason: 'error', error: { code: 503, message: 'Busy' } },
        ],
      }),
    ],
    [
      'beside an empty choice',
      'openAiChat',
      event({
        id: 'c1',
        error: { code: 503, message: 'Provider overloaded' },
        choices: [{ index: 0, delta: { content: '' }, finish_reason: 'error' }],
      }),
    ],
    [
      'as a list',
      'google',
      `data: [${JSON.stringify({ error: { code: 503, message: 'Busy', status: 'UNAVAILABLE' } })}]\n\n`,
    ],
    [
      'as a body that is no stream',
      'openAiChat',
      JSON.stringify({ error: { code: 503, message: 'Overloaded' } }),
    ],
    [
      'as a body that is no stream',
      'anthropic',
      JSON.stringify({ type: 'error', error: { type: 'overloaded_error', message: 'Overloaded' } }),
    ],
    [
      'as a body that is no stream',
      'google',
      JSON.stringify({ error: { code: 503, message: 'Busy', status: 'UNAVAILABLE' } }),
    ],
    [
      'as a body that is no stream',
      'openAi',
      JSON.stringify({ error: { code: 'server_is_overloaded', message: 'Busy' } }),
    ],
  ];
  it.each(busy)(
    'is waited for where that says overload, and nothing is booked: %s (%s)',
    async (_how, wire, text) => {
      expect((await classified(wire, text)).verdict).toEqual(['model.overloaded', true, 'unbilled']);
    },
  );

  it.each(busy)('is read alike after the stream has begun: %s (%s)', async (how, wire, text) => {
    if (how.startsWith('as a body')) return;
    expect((await classified(wire, opening[wire] + text)).verdict).toEqual([
      'model.overloaded',
      true,
      'unbilled',
    ]);
  });

  it.each<[Protocol, object]>([
    ['openAiChat', { error: { code: 429, message: 'Rate limit reached. Try again in 7s.' } }],
    ['openAi', { type: 'error', code: 'rate_limit_exceeded', message: 'Rate limit reached.' }],
    ['anthropic', { type: 'error', error: { type: 'rate_limit_error', message: 'Slow down.' } }],
    ['google', { error: { code: 429, message: 'Quota for the minute.', status: 'RESOURCE_EXHAUSTED' } }],
  ])('is waited for where that says rate limit (%s)', async (wire, error) => {
    expect((await classified(wire, event(error as Record<string, unknown>))).verdict).toEqual([
      'model.rate-limited',
      true,
      'unbilled',
    ]);
  });

  it('tells the words of a page that came in place of an answer', async () => {
    const headers = { 'content-type': 'text/html' };
    server.answer({ status: 200, headers, body: '<html><body><h1>Sign in to go on.</h1></body></html>' });
    const request = modelRequest({ onText: () => {} });
    const error = await rejection(portsAt(server.url).openAiChat.generate(request));
    const { message, billing } = classifyModelError(error, 'openai-chat:m');
    expect(message).toMatch(/^HTTP 200: Sign in to go on\. .*not JSON\./);
    expect(billing).toBe('unknown');
  });

  it.each(['text/plain', 'text/html; charset=utf-8', ''])(
    'is read whatever type its body is said to have: %j',
    async (type) => {
      const body = JSON.stringify({ error: { code: 429, message: 'Rate limit reached.' } });
      server.answer({ status: 200, headers: { 'content-type': type }, body });
      const request = modelRequest({ onText: () => {} });
      const error = await rejection(portsAt(server.url).openAiChat.generate(request));
      expect(classifyModelError(error, 'openai-chat:m')).toMatchObject({
        type: 'model.rate-limited',
        billing: 'unbilled',
      });
    },
  );
});

describe('a stream that is cut', () => {
  it.each(protocols)('leaves the bill unknown when the connection breaks (%s)', async (protocol) => {
    const { verdict } = await classified(protocol, opening[protocol] + said[protocol], true);
    expect(verdict).toEqual(unknownBill);
  });

  it.each(protocols)('leaves the bill unknown when it just ends (%s)', async (protocol) => {
    expect((await classified(protocol, opening[protocol] + said[protocol])).verdict).toEqual(unknownBill);
    expect((await classified(protocol, opening[protocol])).verdict).toEqual(unknownBill);
  });

  it('leaves the bill unknown over Messages when the end says nothing of what was used', async () => {
    const text = opening.anthropic + said.anthropic + event({ type: 'message_stop' });
    expect((await classified('anthropic', text)).verdict).toEqual(unknownBill);
  });

  it.each(protocols)('leaves the bill unknown when an event is no JSON (%s)', async (protocol) => {
    const { verdict } = await classified(protocol, `${opening[protocol]}${said[protocol]}data: {"choi\n\n`);
    expect(verdict).toEqual(unknownBill);
  });
});

describe('a failed Response under 200, not streamed', () => {
  it('leaves the bill unknown', async () => {
    const error = { code: 'server_error', message: 'The model broke.' };
    const body = {
      id: 'r1',
      object: 'response',
      created_at: 1,
      model: 'm',
      status: 'failed',
      error,
      output: [],
    };
    server.answer({ status: 200, body: JSON.stringify(body) });
    const thrown = await rejection(portsAt(server.url).openAi.generate(modelRequest()));
    expect(classifyModelError(thrown, 'openai:m')).toMatchObject({
      type: 'model.bill-unknown',
      retryable: false,
      message: expect.stringContaining('The model broke'),
    });
  });
});

const documentedFile = 'llm-wire/documented_errors.jsonl';
const missing = missingShared(documentedFile);

describe.skipIf(missing)(`streams as documented${missing ? `: ${missing}` : ''}`, () => {
  interface Documented {
    readonly id: string;
    readonly stream_event?: string;
    readonly code?: string;
    readonly retry?: boolean;
  }
  const rows = missing ? [] : readSharedJsonLines<Documented>(documentedFile);
  const row = (id: string) => rows.find((one) => one.id === id);

  it('an error event after 200 in place of response.completed is retried, as its row says', async () => {
    const { code, retry } = row('openai-sse-error-after-200') ?? {};
    const text = opening.openAi + event({ type: 'error', code, message: 'busy', param: null });
    expect((await classified('openAi', text)).verdict[1]).toBe(retry);
  });

  it('an error object without choices is retried, as its row says', async () => {
    const text = event({ error: { message: 'upstream broke' } });
    expect((await classified('openAiChat', text)).verdict[1]).toBe(row('openai-chat-stream-error')?.retry);
  });

  it('a comment line is passed over', async () => {
    const comment = `${row('openrouter-sse-comment')?.stream_event}\n\n`;
    const end =
      event({ id: 'c1', choices: [{ index: 0, delta: {}, finish_reason: 'stop' }] }) +
      event({ id: 'c1', choices: [], usage: { prompt_tokens: 3, completion_tokens: 1, total_tokens: 4 } });
    const text = `${comment}${opening.openAiChat}${comment}${said.openAiChat}${end}data: [DONE]\n\n`;
    const { answer, heard } = streamed('openAiChat', text);
    expect(await answer).toMatchObject({ text: 'Well', usage: { inputTokens: 3, outputTokens: 1 } });
    expect(heard).toEqual(['Well']);
  });

  it('covers every row about a stream', () => {
    expect(rows.filter((one) => one.stream_event !== undefined).map((one) => one.id)).toEqual([
      'openai-sse-error-after-200',
      'openai-chat-stream-error',
      'openrouter-sse-comment',
    ]);
  });
});
