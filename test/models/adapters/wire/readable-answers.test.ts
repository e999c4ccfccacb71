import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { classifyModelError } from '../../../../src/models/errors/classify-model-error.ts';
import type { WireName } from '../../../support/strict-wire/refusal.ts';
import { bodyOf, eventsOf, read, wireNames } from '../../../support/wire-answers.ts';
import { rejection } from '../../model-request.ts';
import { serveResponses } from '../../serve-response.ts';

let server: Awaited<ReturnType<typeof serveResponses>>;
beforeAll(async () => {
  server = await serveResponses();
});
afterAll(() => server.stop());

const strange = { type: 'hologram', of: { id: 9 }, frames: [null] };

/** What servers put into an answer beside its text, its calls and its usage. */
const shapes: readonly (readonly [string, WireName, object])[] = [
  [
    'thinking without a signature',
    'anthropic',
    { content: [{ type: 'thinking', thinking: 'hm' }, text('Done.')] },
  ],
  ['a part that nobody knows', 'anthropic', { content: [strange, text('Done.')] }],
  ['citations of a new kind', 'anthropic', { content: [{ ...text('Done.'), citations: [strange] }] }],
  ['a text in place of a list', 'anthropic', { content: 'Done.' }],
  [
    'neither id nor model, and a number for a stop sequence',
    'anthropic',
    { id: 7, model: null, stop_sequence: 3 },
  ],
  [
    'counts within counts',
    'anthropic',
    { usage: { input_tokens: 1, output_tokens: 2, cache_creation: strange } },
  ],
  ['a container of a new kind', 'anthropic', { container: 'c', context_management: strange }],
  ['a list of parts', 'openAiChat', choices({ content: [strange, text('Done.')] })],
  ['a list of texts', 'openAiChat', choices({ content: ['Do', 'ne.'] })],
  ['reasoning as an object', 'openAiChat', choices({ content: 'Done.', reasoning: strange })],
  ['another role', 'openAiChat', choices({ content: 'Done.', role: 'model' })],
  [
    'a text for a time, and details that are no object',
    'openAiChat',
    {
      created: 'now',
      usage: { prompt_tokens: 1, completion_tokens: 2, prompt_tokens_details: 4 },
    },
  ],
  [
    'an empty list of calls, and null',
    'openAiChat',
    choices({ content: 'Done.', tool_calls: [], function_call: null }),
  ],
  ['an item that nobody knows', 'openAi', { output: [strange, said('Done.')] }],
  ['reasoning without a summary', 'openAi', { output: [{ type: 'reasoning' }, said('Done.')] }],
  [
    'annotations of a new kind',
    'openAi',
    {
      output: [
        { ...said('Done.'), content: [{ type: 'output_text', text: 'Done.', annotations: [strange] }] },
      ],
    },
  ],
  ['a message without an id', 'openAi', { output: [{ ...said('Done.'), id: null }] }],
  [
    'a part that nobody knows',
    'google',
    {
      candidates: [{ content: { parts: [{ hologram: strange }, { text: 'Done.' }] }, finishReason: 'STOP' }],
    },
  ],
  [
    'ratings of a new kind',
    'google',
    {
      candidates: [{ content: { parts: [{ text: 'Done.' }] }, finishReason: 'STOP', safetyRatings: [4] }],
    },
  ],
];

function text(words: string) {
  return { type: 'text', text: words };
}

function said(words: string) {
  return { type: 'message', id: 'm', role: 'assistant', content: [{ type: 'output_text', text: words }] };
}

function choices(message: object) {
  return { choices: [{ message: { role: 'assistant', ...message }, finish_reason: 'stop' }] };
}

describe('a part that we do not use', () => {
  it.each(shapes)('may have any shape: %s (%s)', async (_name, wire, extra) => {
    const answer = await read(server, wire, bodyOf(wire, { text: 'Done.', extra: { ...extra } }));
    expect(answer).toMatchObject({ text: 'Done.', calls: [], ending: { kind: 'whole' } });
    expect(answer.usage).toBeDefined();
  });

  it.each(wireNames)('may be an event that nobody knows (%s)', async (wire) => {
    const events = eventsOf(wire, { text: 'Done.' });
    const odd = wire === 'google' ? '' : `data: ${JSON.stringify({ ...strange, type: 'ping' })}\n\n`;
    expect(await read(server, wire, odd + events, 'streamed')).toMatchObject({ text: 'Done.' });
  });

  it.each(wireNames)('may be an event that is no JSON (%s)', async (wire) => {
    const [start = '', ...rest] = eventsOf(wire, { text: 'Done.' }).split(/(?<=\n\n)/);
    const events = [start, 'data: keep-alive\n\n', ...rest].join('');
    expect(await read(server, wire, events, 'streamed')).toMatchObject({ text: 'Done.' });
  });

  it.each(wireNames)('is no event that was cut: of what it held nobody knows (%s)', async (wire) => {
    const [start = '', ...rest] = eventsOf(wire, { text: 'Done.' }).split(/(?<=\n\n)/);
    const events = [start, 'data: {"choices": [{"del\n\n', ...rest].join('');
    const failed = read(server, wire, events, 'streamed');
    expect(classifyModelError(await rejection(failed), 'm')).toMatchObject({
      type: 'model.bill-unknown',
      retryable: false,
    });
  });

  it('may be a block of a stream, with all that follows of it', async () => {
    const block = [
      { type: 'content_block_start', index: 9, content_block: strange },
      { type: 'content_block_delta', index: 9, delta: { type: 'text_delta', text: 'nothing for anybody' } },
      { type: 'content_block_stop', index: 9 },
    ].map((event) => `data: ${JSON.stringify(event)}\n\n`);
    const [start = '', ...rest] = eventsOf('anthropic', { text: 'Done.' }).split(/(?<=\n\n)/);
    const answer = await read(server, 'anthropic', [start, ...block, ...rest].join(''), 'streamed');
    expect(answer.text).toBe('Done.');
  });
});

describe('a call', () => {
  it.each([
    ['an object', { id: 'A-1' }, '{"id":"A-1"}'],
    ['null', null, ''],
    ['nothing', undefined, ''],
    ['an empty text', '', ''],
  ])('may have %s for the text of its arguments (Chat Completions)', async (_name, given, expected) => {
    const call = { id: 't1', type: 'function', function: { name: 'lookup', arguments: given } };
    const extra = choices({ content: null, tool_calls: [call] });
    const answer = await read(server, 'openAiChat', bodyOf('openAiChat', { extra }));
    expect(answer.calls).toEqual([{ providerCallId: 't1', tool: 'lookup', argumentsText: expected }]);
  });

  it('may come in the first form of its wire, as one', async () => {
    const extra = choices({ content: null, function_call: { name: 'lookup', arguments: '{"id":"A-1"}' } });
    const { calls } = await read(server, 'openAiChat', bodyOf('openAiChat', { extra }));
    expect(calls).toMatchObject([{ tool: 'lookup', argumentsText: '{"id":"A-1"}' }]);
  });

  it.each(wireNames.flatMap((wire) => [[wire, 'whole'] as const, [wire, 'streamed'] as const]))(
    'keeps each number as it was written (%s, %s)',
    async (wire, form) => {
      const json =
        '{"account":2512292042121000001,"amount":10,"rate":0.12345678901234567890,"off":-0,"far":1e400}';
      const said = {
        calls: [{ tool: 'pay', json }],
        ...(wire === 'anthropic' ? { reason: 'tool_use' } : {}),
      };
      const answer = await read(
        server,
        wire,
        form === 'whole' ? bodyOf(wire, said) : eventsOf(wire, said),
        form,
      );
      expect(answer.calls).toMatchObject([{ tool: 'pay', argumentsText: json }]);
    },
  );

  it.each(wireNames)('may have no arguments at all (%s)', async (wire) => {
    const said = { calls: [{ tool: 'ping', json: '{}' }] };
    for (const form of ['whole', 'streamed'] as const) {
      const body = form === 'whole' ? bodyOf(wire, said) : eventsOf(wire, said);
      const { calls } = await read(server, wire, body, form);
      expect([form, calls.map(({ tool }) => tool)]).toEqual([form, ['ping']]);
      expect(['', '{}']).toContain(calls[0]?.argumentsText);
    }
  });
});

describe('a commentary', () => {
  it('is not for the user (Responses)', async () => {
    const extra = {
      output: [
        { ...said('I check.'), phase: 'commentary' },
        { ...said('Done.'), phase: 'final_answer' },
      ],
    };
    expect((await read(server, 'openAi', bodyOf('openAi', { extra }))).text).toBe('Done.');
  });

  it('is not for the user, streamed (Responses)', async () => {
    const item = { type: 'message', id: 'aside', phase: 'commentary', content: [] };
    const aside = [
      { type: 'response.output_item.added', output_index: 7, item },
      { type: 'response.output_text.delta', item_id: 'aside', output_index: 7, delta: 'I check.' },
      { type: 'response.output_item.done', output_index: 7, item },
    ].map((event) => `data: ${JSON.stringify(event)}\n\n`);
    const [start = '', ...rest] = eventsOf('openAi', { text: 'Done.' }).split(/(?<=\n\n)/);
    expect((await read(server, 'openAi', [start, ...aside, ...rest].join(''), 'streamed')).text).toBe(
      'Done.',
    );
  });
});
