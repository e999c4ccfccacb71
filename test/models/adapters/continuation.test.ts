import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { keptContinuation } from '../../../src/core/context/continuation.ts';
import type { Message } from '../../../src/core/context/message.ts';
import { returnedTo } from '../../../src/core/context/returned-continuation.ts';
import type { ModelAnswer } from '../../../src/models/model-port.ts';
import type { WireName } from '../../support/strict-wire/refusal.ts';
import { modelRequest, portsAt } from '../model-request.ts';
import { type CannedResponse, serveResponses } from '../serve-response.ts';

let server: Awaited<ReturnType<typeof serveResponses>>;
beforeAll(async () => {
  server = await serveResponses();
});
afterAll(() => server.stop());

const modelId = 'a:m';

async function ask(
  wire: WireName,
  response: CannedResponse | object,
  messages: readonly Message[] = [hello],
) {
  const canned =
    'status' in response && 'body' in response ? response : { status: 200, body: JSON.stringify(response) };
  const streams = JSON.stringify(canned).includes('text/event-stream');
  server.answer(canned as CannedResponse);
  const answer = await portsAt(server.url)[wire].generate(
    modelRequest({
      model: 'm',
      messages: returnedTo(modelId, messages),
      ...(streams && { onText: () => {} }),
    }),
  );
  return { answer, body: server.requests[0]?.body ?? {} };
}

const hello: Message = { role: 'user', content: 'Hello' };

/** The window after an answer, with a result for each of its calls. */
function after(answer: ModelAnswer, model = modelId, turn = 1): Message[] {
  const continuation = keptContinuation(model, answer.continuation);
  const calls = answer.calls.map(({ providerCallId, tool, argumentsText }, index) => ({
    id: `c${turn}.${index + 1}`,
    providerCallId,
    tool,
    arguments: JSON.parse(argumentsText),
  }));
  return [
    { role: 'assistant', content: answer.text, calls, ...(continuation && { continuation }) },
    ...calls.map(
      ({ id, providerCallId, tool }): Message => ({
        role: 'tool',
        callId: id,
        providerCallId,
        tool,
        content: '1',
        isError: false,
      }),
    ),
    { role: 'user', content: 'Go on.' },
  ];
}

const anthropicUsage = { input_tokens: 100, output_tokens: 10 };
const thinking = { type: 'thinking', thinking: 'First\u00a0I look.', signature: 'sig+/=1' };
const emptyThinking = { type: 'thinking', thinking: '', signature: 'sig2' };
const redacted = { type: 'redacted_thinking', data: 'cmVk' };
const toolUse = (id: string) => ({ type: 'tool_use', id, name: 'look', input: { of: 'a' } });
const message = (...content: object[]) => ({
  id: 'msg',
  type: 'message',
  role: 'assistant',
  model: 'm',
  content,
  stop_reason: 'tool_use',
  stop_sequence: null,
  usage: anthropicUsage,
});
const interleaved = [
  thinking,
  { type: 'text', text: 'I look.' },
  emptyThinking,
  toolUse('t1'),
  redacted,
  toolUse('t2'),
];

function assistantBlocks(body: Record<string, unknown>): unknown[] {
  const { content } = (body['messages'] as { role: string; content: unknown[] }[])[1] ?? { content: [] };
  return content;
}

const events = (...chunks: object[]): CannedResponse => ({
  status: 200,
  headers: { 'content-type': 'text/event-stream' },
  body: chunks
    .map((chunk) => `event: ${(chunk as { type?: string }).type}\ndata: ${JSON.stringify(chunk)}\n\n`)
    .join(''),
});

describe('thinking blocks of Anthropic', () => {
  it('come back where they stood, byte for byte: signed, signed without a word, redacted', async () => {
    const { answer } = await ask('anthropic', message(...interleaved));
    expect(answer.text).toBe('I look.');
    const { body } = await ask('anthropic', message({ type: 'text', text: 'Done.' }), [
      hello,
      ...after(answer),
    ]);
    expect(assistantBlocks(body)).toEqual(interleaved);
  });

  it('come back alike from a stream', async () => {
    const start = (index: number, content_block: object) => ({
      type: 'content_block_start',
      index,
      content_block,
    });
    const delta = (index: number, changed: object) => ({
      type: 'content_block_delta',
      index,
      delta: changed,
    });
    const stop = (index: number) => ({ type: 'content_block_stop', index });
    const { answer } = await ask(
      'anthropic',
      events(
        { type: 'message_start', message: { ...message(), stop_reason: null } },
        start(0, { type: 'thinking', thinking: '', signature: '' }),
        delta(0, { type: 'thinking_delta', thinking: 'First\u00a0' }),
        delta(0, { type: 'thinking_delta', thinking: 'I look.' }),
        delta(0, { type: 'signature_delta', signature: thinking.signature }),
        stop(0),
        start(1, { type: 'text', text: '' }),
        delta(1, { type: 'text_delta', text: 'I look.' }),
        stop(1),
        start(2, { type: 'thinking', thinking: '', signature: '' }),
        delta(2, { type: 'signature_delta', signature: emptyThinking.signature }),
        stop(2),
        start(3, { type: 'tool_use', id: 't1', name: 'look', input: {} }),
        delta(3, { type: 'input_json_delta', partial_json: '{"of":"a"}' }),
        stop(3),
        start(4, redacted),
        stop(4),
        start(5, { type: 'tool_use', id: 't2', name: 'look', input: {} }),
        delta(5, { type: 'input_json_delta', partial_json: '{"of":"a"}' }),
        stop(5),
        { type: 'message_delta', delta: { stop_reason: 'tool_use' }, usage: anthropicUsage },
        { type: 'message_stop' },
      ),
    );
    const { body } = await ask('anthropic', message({ type: 'text', text: 'Done.' }), [
      hello,
      ...after(answer),
    ]);
    expect(assistantBlocks(body)).toEqual(interleaved);
  });

  it('leave blank text out that stands between them', async () => {
    const { answer } = await ask(
      'anthropic',
      message(thinking, { type: 'text', text: '\n\n' }, toolUse('t1')),
    );
    const { body } = await ask('anthropic', message({ type: 'text', text: 'Done.' }), [
      hello,
      ...after(answer),
    ]);
    expect(assistantBlocks(body)).toEqual([thinking, toolUse('t1')]);
  });
});

describe('what came with several answers', () => {
  const twice = async (model: string, second: object) => {
    const { answer: one } = await ask('anthropic', message(thinking, toolUse('t1')));
    const { answer: two } = await ask('anthropic', second);
    const window = [hello, ...after(one), ...after(two, model, 2)];
    const { body } = await ask('anthropic', message({ type: 'text', text: 'Done.' }), window);
    return JSON.stringify(body);
  };

  it('comes back with all of them', async () => {
    const sent = await twice(modelId, message(emptyThinking, toolUse('t2')));
    expect(sent).toContain(thinking.signature);
    expect(sent).toContain(emptyThinking.signature);
  });

  it.each<[string, string, object]>([
    ['is more than 64 KiB', modelId, message({ ...thinking, thinking: 'x'.repeat(65_536) }, toolUse('t2'))],
    ['is another model’s', 'a:other', message(emptyThinking, toolUse('t2'))],
    ['is not well formed', modelId, message({ ...thinking, thinking: '\ud99c' }, toolUse('t2'))],
  ])('comes back with none where that of one %s', async (_what, model, second) => {
    const sent = await twice(model, second);
    expect(sent).not.toContain('"thinking"');
    expect(sent).toContain('"t2"');
  });
});

describe('reasoning items of OpenAI', () => {
  const item = (id: string, encrypted_content: string | null, ...texts: string[]) => ({
    type: 'reasoning',
    id,
    encrypted_content,
    summary: texts.map((text) => ({ type: 'summary_text', text })),
  });
  const call = (id: string) => ({
    type: 'function_call',
    id: `fc_${id}`,
    call_id: id,
    name: 'look',
    arguments: '{"of":"a"}',
    status: 'completed',
  });
  const response = (...output: object[]) => ({
    id: 'r',
    object: 'response',
    created_at: 1,
    status: 'completed',
    error: null,
    incomplete_details: null,
    model: 'm',
    output,
    usage: {
      input_tokens: 100,
      output_tokens: 10,
      total_tokens: 110,
      input_tokens_details: { cached_tokens: 0 },
      output_tokens_details: { reasoning_tokens: 5 },
    },
  });

  it('are asked for encrypted, stored nowhere, and come back before their calls', async () => {
    const items = [
      item('rs_1', 'ZW5j', 'One.', 'Two.'),
      call('call_1'),
      item('rs_2', 'ZW5kMg=='),
      call('call_2'),
    ];
    const { answer, body: first } = await ask('openAi', response(...items));
    expect(first).toMatchObject({ store: false, include: ['reasoning.encrypted_content'] });
    const { body } = await ask('openAi', response(), [hello, ...after(answer)]);
    const input = body['input'] as Record<string, unknown>[];
    expect(input.filter(({ type }) => type === 'reasoning')).toEqual([items[0], items[2]]);
    expect(input.map(({ type, role }) => type ?? role).slice(2, 6)).toEqual([
      'reasoning',
      'function_call',
      'reasoning',
      'function_call',
    ]);
  });

  it('are not asked of a model that has none', async () => {
    server.answer({ status: 200, body: JSON.stringify(response()) });
    await portsAt(server.url).openAi.generate(modelRequest({ model: 'gpt-4o-mini' }));
    expect(server.requests[0]?.body['include']).toBeUndefined();
  });

  it('come back with none of them where one has no encrypted content', async () => {
    const { answer } = await ask(
      'openAi',
      response(item('rs_1', 'ZW5j'), item('rs_2', null), call('call_1')),
    );
    const { body } = await ask('openAi', response(), [hello, ...after(answer)]);
    expect(JSON.stringify(body['input'])).not.toContain('rs_');
  });
});

describe('signatures of Gemini', () => {
  it('come back with the parts that they sign', async () => {
    const parts = [
      { text: 'Hm.', thought: true },
      { text: 'I look.', thoughtSignature: 'dGV4dA==' },
      { functionCall: { id: 'f1', name: 'look', args: { of: 'a' } }, thoughtSignature: 'Y2FsbA==' },
      { functionCall: { id: 'f2', name: 'look', args: { of: 'b' } } },
    ];
    const given = {
      candidates: [{ index: 0, finishReason: 'STOP', content: { role: 'model', parts } }],
      usageMetadata: { promptTokenCount: 100, candidatesTokenCount: 10, totalTokenCount: 110 },
    };
    const { answer } = await ask('google', given);
    const { body } = await ask('google', given, [hello, ...after(answer)]);
    expect((body['contents'] as { parts: unknown }[])[1]?.parts).toEqual(parts.slice(1));
  });

  it('come back over its endpoint that is like OpenAI’s', async () => {
    const signed = { google: { thought_signature: 'Y2FsbA==' } };
    const { answer } = await ask(
      'openAiChat',
      chat({ tool_calls: [chatCall('call_1', signed), chatCall('call_2')] }),
    );
    const { body } = await ask('openAiChat', chat({ content: 'Done.' }), [hello, ...after(answer)]);
    expect(chatMessage(body)['tool_calls']).toEqual([chatFunction('call_1', signed), chatFunction('call_2')]);
  });
});

const chatFunction = (id: string, extra_content?: object) => ({
  id,
  type: 'function',
  function: { name: 'look', arguments: '{"of":"a"}' },
  ...(extra_content && { extra_content }),
});
const chatCall = chatFunction;
const chat = (said: object) => ({
  id: 'x',
  object: 'chat.completion',
  created: 1,
  model: 'm',
  choices: [
    { index: 0, finish_reason: 'tool_calls', message: { role: 'assistant', content: null, ...said } },
  ],
  usage: { prompt_tokens: 100, completion_tokens: 10, total_tokens: 110 },
});

function chatMessage(body: Record<string, unknown>): Record<string, unknown> {
  const messages = body['messages'] as Record<string, unknown>[];
  return messages.find(({ role }) => role === 'assistant') ?? {};
}

describe('reasoning beside a message of Chat Completions', () => {
  const details = [{ type: 'reasoning.encrypted', data: 'ZW5j', index: 0 }];

  it.each<[string, object]>([
    ['reasoning_content', { reasoning_content: 'First I look it up. ' }],
    ['an empty reasoning_content', { reasoning_content: '' }],
    ['reasoning with details', { reasoning: 'First.', reasoning_details: details }],
  ])('comes back in the field that it came in: %s', async (_what, fields) => {
    const { answer } = await ask('openAiChat', chat({ ...fields, tool_calls: [chatCall('call_1')] }));
    expect(answer.text).toBe('');
    const { body } = await ask('openAiChat', chat({ content: 'Done.' }), [hello, ...after(answer)]);
    expect(chatMessage(body)).toEqual({
      role: 'assistant',
      content: null,
      tool_calls: [chatFunction('call_1')],
      ...fields,
    });
  });

  it('comes back from a stream as one', async () => {
    const chunk = (delta: object, finish_reason: string | null = null) => ({
      id: 'x',
      object: 'chat.completion.chunk',
      created: 1,
      model: 'm',
      choices: [{ index: 0, delta, finish_reason }],
    });
    const { answer } = await ask(
      'openAiChat',
      events(
        chunk({ role: 'assistant', reasoning_content: 'First ' }),
        chunk({
          reasoning_content: 'I look.',
          reasoning_details: [{ type: 'reasoning.text', text: 'a', index: 0 }],
        }),
        chunk({ reasoning_details: [{ type: 'reasoning.text', text: 'b', signature: 's', index: 0 }] }),
        chunk({ tool_calls: [{ ...chatCall('call_1'), index: 0 }] }),
        { ...chunk({}, 'tool_calls'), usage: chat({}).usage },
      ),
    );
    const { body } = await ask('openAiChat', chat({ content: 'Done.' }), [hello, ...after(answer)]);
    expect(chatMessage(body)).toMatchObject({
      reasoning_content: 'First I look.',
      reasoning_details: [{ type: 'reasoning.text', text: 'ab', signature: 's', index: 0 }],
    });
  });

  it.each([
    ['with the same index', [0, 0]],
    ['without an index', [undefined, undefined]],
    ['numbered from one', [1, 2]],
  ])('signatures of a stream come back with the calls that they sign: %s', async (_how, indexes) => {
    const signed = (id: string) => ({ google: { thought_signature: `sig-${id}` } });
    const chunks = ['call_1', 'call_2'].map((id, at) => ({
      id: 'x',
      choices: [{ index: 0, delta: { tool_calls: [{ ...chatCall(id, signed(id)), index: indexes[at] }] } }],
    }));
    const end = { choices: [{ index: 0, delta: {}, finish_reason: 'tool_calls' }], usage: chat({}).usage };
    const { answer } = await ask('openAiChat', events(...chunks, end));
    const { body } = await ask('openAiChat', chat({ content: 'Done.' }), [hello, ...after(answer)]);
    expect(chatMessage(body)['tool_calls']).toEqual(
      ['call_1', 'call_2'].map((id) => chatFunction(id, signed(id))),
    );
  });

  it('is of its message alone where it is a signature', async () => {
    const extra_content = { google: { thought_signature: 'c2ln' } };
    const { answer } = await ask('openAiChat', chat({ content: 'Hm.', extra_content }));
    const { body } = await ask('openAiChat', chat({ content: 'Done.' }), [
      { role: 'assistant', content: 'Hi!', calls: [] },
      hello,
      ...after(answer),
      { role: 'assistant', content: 'Bye!', calls: [] },
      hello,
    ]);
    const said = (body['messages'] as Record<string, unknown>[]).filter(({ role }) => role === 'assistant');
    expect(said.map((one) => one['extra_content'])).toEqual([undefined, extra_content, undefined]);
  });

  it('stands, empty, with every message of the assistant once it came with one', async () => {
    const { answer } = await ask(
      'openAiChat',
      chat({ reasoning_content: 'Hm.', tool_calls: [chatCall('call_1')] }),
    );
    const { body } = await ask('openAiChat', chat({ content: 'Done.' }), [
      { role: 'assistant', content: 'Hi!', calls: [] },
      hello,
      ...after(answer),
    ]);
    const said = (body['messages'] as Record<string, unknown>[]).filter(({ role }) => role === 'assistant');
    expect(said.map((one) => one['reasoning_content'])).toEqual(['', 'Hm.', '']);
  });
});
