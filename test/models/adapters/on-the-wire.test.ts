import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ModelRequest } from '../../../src/models/model-port.ts';
import { modelRequest, portsAt, rejection } from '../model-request.ts';
import { type CannedResponse, serveResponses } from '../serve-response.ts';

type Server = Awaited<ReturnType<typeof serveResponses>>;

let server: Server;
beforeAll(async () => {
  server = await serveResponses();
});
afterAll(() => server.stop());

const chatAnswer: CannedResponse = {
  status: 200,
  body: JSON.stringify({
    id: 'c1',
    object: 'chat.completion',
    choices: [{ index: 0, message: { role: 'assistant', content: 'Done.' }, finish_reason: 'stop' }],
    usage: { prompt_tokens: 3, completion_tokens: 1, total_tokens: 4 },
  }),
};
const anthropicAnswer: CannedResponse = {
  status: 200,
  body: JSON.stringify({
    id: 'm1',
    type: 'message',
    role: 'assistant',
    model: 'm',
    content: [{ type: 'text', text: 'Done.' }],
    stop_reason: 'end_turn',
    stop_sequence: null,
    usage: { input_tokens: 3, output_tokens: 1 },
  }),
};
const openAiAnswer: CannedResponse = {
  status: 200,
  body: JSON.stringify({
    id: 'r1',
    object: 'response',
    created_at: 1,
    model: 'm',
    status: 'completed',
    output: [
      {
        type: 'message',
        id: 'i1',
        role: 'assistant',
        status: 'completed',
        content: [{ type: 'output_text', text: 'Done.', annotations: [] }],
      },
    ],
    usage: { input_tokens: 3, output_tokens: 1, total_tokens: 4 },
  }),
};
const googleAnswer: CannedResponse = {
  status: 200,
  body: JSON.stringify({
    candidates: [{ content: { role: 'model', parts: [{ text: 'Done.' }] }, finishReason: 'STOP' }],
    usageMetadata: { promptTokenCount: 3, candidatesTokenCount: 1, totalTokenCount: 4 },
  }),
};
const answers = {
  anthropic: anthropicAnswer,
  openAi: openAiAnswer,
  openAiChat: chatAnswer,
  google: googleAnswer,
} as const;
type Wire = keyof typeof answers;
const wires = Object.keys(answers) as Wire[];

const refusal = (status: number, message: string): CannedResponse => ({
  status,
  body: JSON.stringify({ error: { message, type: 'invalid_request_error', param: null, code: null } }),
});

/** Ask over Chat Completions; each request is answered by what `answer` makes of its body. */
function asking(answer: (body: Readonly<Record<string, unknown>>) => CannedResponse) {
  server.answerBy(answer);
  const port = portsAt(server.url).openAiChat;
  return (fields: Partial<ModelRequest> = {}) => port.generate(modelRequest(fields));
}

async function sent(wire: Wire, fields: Partial<ModelRequest>): Promise<Record<string, unknown>> {
  server.answer(answers[wire]);
  await portsAt(server.url)[wire].generate(modelRequest(fields));
  expect(server.requests).toHaveLength(1);
  return server.requests[0]?.body ?? {};
}

describe('settings on the wire', () => {
  it.each([
    ['anthropic', { temperature: 0.2, top_p: 0.9, stop_sequences: ['END'] }],
    ['openAiChat', { temperature: 0.2, top_p: 0.9, stop: ['END'] }],
    ['google', { generationConfig: { temperature: 0.2, topP: 0.9, stopSequences: ['END'] } }],
  ] as const)('temperature, top-p and stop are sent (%s)', async (wire, fields) => {
    const options = { temperature: 0.2, ...(wire === 'anthropic' ? {} : { topP: 0.9 }), stop: ['END'] };
    const { top_p: _, ...withoutTopP } = fields as Record<string, unknown>;
    const expected = wire === 'anthropic' ? withoutTopP : fields;
    expect(await sent(wire, { options })).toMatchObject(expected);
  });

  it('a reasoning effort is sent, and the service tier beside it', async () => {
    const options = { reasoningEffort: 'high', serviceTier: 'flex' } as const;
    expect(await sent('openAi', { model: 'gpt-5', options })).toMatchObject({
      reasoning: { effort: 'high' },
      service_tier: 'flex',
      max_output_tokens: 256,
    });
    expect(await sent('openAiChat', { options })).toMatchObject({
      reasoning_effort: 'high',
      service_tier: 'flex',
    });
  });

  it('thinking is within what was reserved, and leaves room to answer', async () => {
    const body = await sent('anthropic', {
      model: 'claude-sonnet-4-5',
      maxOutputTokens: 4_000,
      options: { reasoningEffort: 'high' },
    });
    expect(body['max_tokens']).toBe(4_000);
    expect(body['thinking']).toEqual({ type: 'enabled', budget_tokens: 2_000 });
  });

  it.each([
    ['gemini-2.5-pro', 'high', 2_000],
    ['gemini-2.5-flash', 'max', 2_000],
    ['gemini-2.5-flash', 'minimal', 1_311],
  ] as const)(
    'a budget of Gemini’s thinking is within what was reserved: %s %s',
    async (model, effort, budget) => {
      const body = await sent('google', {
        model,
        maxOutputTokens: 4_000,
        options: { reasoningEffort: effort },
      });
      expect(body['generationConfig']).toMatchObject({
        maxOutputTokens: 4_000,
        thinkingConfig: { thinkingBudget: budget },
      });
    },
  );

  it.each(wires)('without any nothing is sent of them (%s)', async (wire) => {
    const body = await sent(wire, {});
    const text = JSON.stringify(body);
    expect(text).not.toMatch(/temperature|top_?p|stop|service_tier|reasoning_effort|thinking/i);
  });
});

describe('a server that takes the output limit under another name', () => {
  it('than max_tokens is asked with that from then on', async () => {
    const message =
      "Unsupported parameter: 'max_tokens' is not supported with this model. Use 'max_completion_tokens' instead.";
    const ask = asking((body) => ('max_tokens' in body ? refusal(400, message) : chatAnswer));
    expect(await ask()).toMatchObject({ text: 'Done.' });
    expect(await ask()).toMatchObject({ text: 'Done.' });
    expect(server.requests.map(({ body }) => body['max_completion_tokens'])).toEqual([undefined, 256, 256]);
  });

  it('is asked so at once where the agent says so, and as it says', async () => {
    const ask = asking(() => chatAnswer);
    await ask({ options: { outputLimitField: 'max_completion_tokens' } });
    expect(server.requests[0]?.body).toMatchObject({ max_completion_tokens: 256 });
    expect(server.requests[0]?.body).not.toHaveProperty('max_tokens');
  });

  it('that refuses both is not asked for ever', async () => {
    const ask = asking((body) =>
      refusal(
        400,
        `Unsupported parameter: '${'max_tokens' in body ? 'max_tokens' : 'max_completion_tokens'}'`,
      ),
    );
    await rejection(ask());
    expect(server.requests).toHaveLength(2);
  });
});

describe('watching', () => {
  it.each([
    [422, 'stream_options.include_usage: extra inputs are not permitted'],
    [400, 'Unrecognized request argument supplied: stream_options'],
    [400, 'Streaming is not supported for this model.'],
  ])('changes nothing where a server refuses it: %i %s', async (status, message) => {
    const ask = asking((body) => (body['stream'] === true ? refusal(status, message) : chatAnswer));
    expect(await ask({ onText: () => {} })).toMatchObject({ text: 'Done.', usage: { inputTokens: 3 } });
    expect(server.requests).toHaveLength(2);
  });

  it.each(wires)(
    'changes nothing where a server answers whole all the same, and nothing is asked twice (%s)',
    async (wire) => {
      server.answer(answers[wire]);
      const answer = await portsAt(server.url)[wire].generate(modelRequest({ onText: () => {} }));
      expect(answer).toMatchObject({ text: 'Done.', usage: { inputTokens: 3, outputTokens: 1 } });
      expect(server.requests).toHaveLength(1);
    },
  );
});

describe('a stream', () => {
  const event = (value: Readonly<Record<string, unknown>>) =>
    `${value['type'] === undefined ? '' : `event: ${value['type']}\n`}data: ${JSON.stringify(value)}\n\n`;
  const novelty = event({ type: 'weather.report', sky: 'blue' });
  const streams: Readonly<Record<Wire, string>> = {
    anthropic: [
      event({
        type: 'message_start',
        message: {
          id: 'm1',
          type: 'message',
          role: 'assistant',
          model: 'm',
          content: [],
          stop_reason: null,
          stop_sequence: null,
          usage: { input_tokens: 3, output_tokens: 1 },
        },
      }),
      event({ type: 'content_block_start', index: 0, content_block: { type: 'text', text: '' } }),
      event({ type: 'content_block_delta', index: 0, delta: { type: 'text_delta', text: 'Done.' } }),
      event({ type: 'content_block_stop', index: 0 }),
      event({ type: 'message_delta', delta: { stop_reason: 'end_turn' }, usage: { output_tokens: 1 } }),
      event({ type: 'message_stop' }),
    ].join(novelty),
    openAi: [
      event({ type: 'response.created', response: { id: 'r1', created_at: 1, model: 'm' } }),
      event({
        type: 'response.output_item.added',
        output_index: 0,
        item: { type: 'message', id: 'i1', status: 'in_progress', role: 'assistant', content: [] },
      }),
      event({
        type: 'response.output_text.delta',
        item_id: 'i1',
        output_index: 0,
        content_index: 0,
        delta: 'Done.',
      }),
      event({
        type: 'response.completed',
        response: { id: 'r1', usage: { input_tokens: 3, output_tokens: 1 }, status: 'completed', output: [] },
      }),
    ].join(novelty),
    openAiChat: [
      event({ id: 'c1', choices: [{ index: 0, delta: { role: 'assistant', content: 'Done.' } }] }),
      event({ id: 'c1', choices: [{ index: 0, delta: {}, finish_reason: 'stop' }] }),
      event({
        id: 'c1',
        choices: [],
        usage: { prompt_tokens: 3, completion_tokens: 1, total_tokens: 4 },
      }),
      'data: [DONE]\n\n',
    ].join(novelty),
    google: [
      event({ candidates: [{ content: { role: 'model', parts: [{ text: 'Done.' }] } }] }),
      event({
        candidates: [{ content: { role: 'model', parts: [] }, finishReason: 'STOP' }],
        usageMetadata: { promptTokenCount: 3, candidatesTokenCount: 1, totalTokenCount: 4 },
      }),
    ].join(novelty),
  };

  it.each(wires)('may hold events that nobody knows: they are skipped (%s)', async (wire) => {
    const headers = { 'content-type': 'text/event-stream' };
    server.answer({ status: 200, headers, body: streams[wire] });
    const answer = await portsAt(server.url)[wire].generate(modelRequest({ onText: () => {} }));
    expect(answer).toMatchObject({ text: 'Done.', usage: { inputTokens: 3, outputTokens: 1 } });
  });
});
