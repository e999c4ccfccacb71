import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { WireName } from '../../../support/strict-wire/refusal.ts';
import { bodyOf, eventsOf, read } from '../../../support/wire-answers.ts';
import { serveResponses } from '../../serve-response.ts';

let server: Awaited<ReturnType<typeof serveResponses>>;
beforeAll(async () => {
  server = await serveResponses();
});
afterAll(() => server.stop());

const bills: readonly (readonly [string, WireName, object, object])[] = [
  [
    'reasoning beside completion, as the total says',
    'openAiChat',
    {
      prompt_tokens: 10_120,
      completion_tokens: 1_499,
      total_tokens: 14_428,
      prompt_tokens_details: { cached_tokens: 128 },
      completion_tokens_details: { reasoning_tokens: 2_809 },
    },
    { inputTokens: 10_120, cachedInputTokens: 128, outputTokens: 4_308 },
  ],
  [
    'reasoning within completion, as the total says',
    'openAiChat',
    {
      prompt_tokens: 100,
      completion_tokens: 50,
      total_tokens: 150,
      completion_tokens_details: { reasoning_tokens: 40 },
    },
    { inputTokens: 100, outputTokens: 50 },
  ],
  [
    'more reasoning than completion, without a total',
    'openAiChat',
    { prompt_tokens: 100, completion_tokens: 50, completion_tokens_details: { reasoning_tokens: 400 } },
    { inputTokens: 100, outputTokens: 450 },
  ],
  [
    'reasoning beside output',
    'openAi',
    {
      input_tokens: 100,
      output_tokens: 50,
      total_tokens: 550,
      output_tokens_details: { reasoning_tokens: 400 },
    },
    { inputTokens: 100, outputTokens: 450 },
  ],
  [
    'thoughts beside candidates',
    'google',
    { promptTokenCount: 100, candidatesTokenCount: 50, thoughtsTokenCount: 400, totalTokenCount: 550 },
    { inputTokens: 100, outputTokens: 450 },
  ],
  [
    'thoughts that only the total tells of',
    'google',
    { promptTokenCount: 100, candidatesTokenCount: 50, totalTokenCount: 550 },
    { inputTokens: 100, outputTokens: 450 },
  ],
  [
    'writing to the cache for an hour, told apart from other writing',
    'anthropic',
    {
      input_tokens: 10,
      output_tokens: 2,
      cache_creation_input_tokens: 500,
      cache_creation: { ephemeral_5m_input_tokens: 100, ephemeral_1h_input_tokens: 400 },
    },
    { inputTokens: 510, cacheWriteTokens: 500, cacheWrite1hTokens: 400, outputTokens: 2 },
  ],
  [
    'cache hits at the top',
    'openAiChat',
    {
      prompt_tokens: 100_000,
      completion_tokens: 10,
      total_tokens: 100_010,
      prompt_cache_hit_tokens: 99_000,
      prompt_cache_miss_tokens: 1_000,
    },
    { inputTokens: 100_000, cachedInputTokens: 99_000, outputTokens: 10 },
  ],
  [
    'cached tokens at the top',
    'openAiChat',
    { prompt_tokens: 1_000, completion_tokens: 10, cached_tokens: 900 },
    { inputTokens: 1_000, cachedInputTokens: 900, outputTokens: 10 },
  ],
  [
    'more reasoning than completion, which the total leaves out',
    'openAiChat',
    {
      prompt_tokens: 100,
      completion_tokens: 10,
      total_tokens: 110,
      completion_tokens_details: { reasoning_tokens: 50 },
    },
    { inputTokens: 100, outputTokens: 60 },
  ],
  [
    'more reasoning than completion, and a total of nothing',
    'openAiChat',
    { prompt_tokens: 100, completion_tokens: 10, total_tokens: 0, reasoning_tokens: 50 },
    { inputTokens: 100, outputTokens: 60 },
  ],
  [
    'more reasoning than output, which the total leaves out',
    'openAi',
    {
      input_tokens: 100,
      output_tokens: 10,
      total_tokens: 110,
      output_tokens_details: { reasoning_tokens: 50 },
    },
    { inputTokens: 100, outputTokens: 60 },
  ],
  [
    'cache hits that stand beside the prompt, as the total says',
    'openAiChat',
    {
      prompt_tokens: 1_000,
      completion_tokens: 10,
      total_tokens: 1_910,
      prompt_tokens_details: { cached_tokens: 900 },
    },
    { inputTokens: 1_900, cachedInputTokens: 900, outputTokens: 10 },
  ],
  [
    'more cache hits than prompt',
    'openAiChat',
    {
      prompt_tokens: 100,
      completion_tokens: 10,
      total_tokens: 1_010,
      prompt_tokens_details: { cached_tokens: 900 },
    },
    { inputTokens: 1_000, cachedInputTokens: 900, outputTokens: 10 },
  ],
  [
    'cache hits and writing in the words of another wire',
    'openAiChat',
    {
      prompt_tokens: 1_000,
      completion_tokens: 10,
      cache_read_input_tokens: 600,
      cache_creation_input_tokens: 300,
    },
    { inputTokens: 1_000, cachedInputTokens: 600, cacheWriteTokens: 300, outputTokens: 10 },
  ],
  [
    'cache hits at the top, beside a zero where others have them',
    'openAiChat',
    {
      prompt_tokens: 1_000,
      completion_tokens: 10,
      prompt_cache_hit_tokens: 900,
      prompt_tokens_details: { cached_tokens: 0 },
    },
    { inputTokens: 1_000, cachedInputTokens: 900, outputTokens: 10 },
  ],
  [
    'counts as digits',
    'openAiChat',
    { prompt_tokens: '100', completion_tokens: '10', prompt_tokens_details: { cached_tokens: '60' } },
    { inputTokens: 100, cachedInputTokens: 60, outputTokens: 10 },
  ],
  [
    'counts as digits',
    'anthropic',
    { input_tokens: '100', output_tokens: '10', cache_read_input_tokens: '60' },
    { inputTokens: 160, cachedInputTokens: 60, outputTokens: 10 },
  ],
  [
    'counts as digits',
    'google',
    { promptTokenCount: '100', candidatesTokenCount: '10', thoughtsTokenCount: '5', totalTokenCount: '115' },
    { inputTokens: 100, outputTokens: 15 },
  ],
  [
    'counts as digits',
    'openAi',
    { input_tokens: '100', output_tokens: '10', total_tokens: '110' },
    { inputTokens: 100, outputTokens: 10 },
  ],
  [
    'counts by the names of the other wire',
    'openAiChat',
    { input_tokens: 100, output_tokens: 10, input_tokens_details: { cached_tokens: 60 } },
    { inputTokens: 100, cachedInputTokens: 60, outputTokens: 10 },
  ],
  [
    'an output that only the total tells of',
    'openAiChat',
    { prompt_tokens: 100, total_tokens: 110 },
    { inputTokens: 100, outputTokens: 10 },
  ],
  [
    'writing to the cache that is told by its time alone',
    'anthropic',
    { input_tokens: 10, output_tokens: 2, cache_creation: { ephemeral_1h_input_tokens: 400 } },
    { inputTokens: 410, cacheWriteTokens: 400, cacheWrite1hTokens: 400, outputTokens: 2 },
  ],
  [
    'rounds without counts',
    'anthropic',
    { input_tokens: 100, output_tokens: 20, iterations: [{ type: 'message' }] },
    { inputTokens: 100, outputTokens: 20 },
  ],
  [
    'rounds of a server’s loop that read from the cache',
    'anthropic',
    {
      input_tokens: 1,
      output_tokens: 2,
      cache_read_input_tokens: 50,
      iterations: [
        { type: 'compaction', input_tokens: 100, output_tokens: 20, cache_read_input_tokens: 400 },
        { type: 'message', input_tokens: 10, output_tokens: 5, cache_read_input_tokens: 50 },
      ],
    },
    { inputTokens: 560, cachedInputTokens: 450, outputTokens: 25 },
  ],
  [
    'rounds of a server’s loop',
    'anthropic',
    {
      input_tokens: 1,
      output_tokens: 2,
      iterations: [
        { type: 'compaction', input_tokens: 100, output_tokens: 20 },
        { type: 'message', input_tokens: 10, output_tokens: 5 },
      ],
    },
    { inputTokens: 110, outputTokens: 25 },
  ],
];

const field: Readonly<Record<WireName, string>> = {
  anthropic: 'usage',
  openAi: 'usage',
  openAiChat: 'usage',
  google: 'usageMetadata',
};

describe('what an answer counts', () => {
  it.each(bills)('%s (%s)', async (_name, wire, usage, expected) => {
    const extra = { [field[wire]]: usage };
    const answer = await read(server, wire, bodyOf(wire, { text: 'Hi', extra }));
    expect(answer.usage).toMatchObject(expected);
    expect(answer.inexact).toBeUndefined();
    const streamed = await read(server, wire, eventsOf(wire, { text: 'Hi', extra }), 'streamed');
    expect(streamed.usage).toEqual(answer.usage);
  });
});

/** Counts that cannot be: nothing is answered to nothing, and no text is written with nothing. */
const zeros: readonly (readonly [string, WireName, object])[] = [
  ['nothing at all', 'anthropic', { input_tokens: 0, output_tokens: 0 }],
  ['nothing at all', 'openAi', { input_tokens: 0, output_tokens: 0, total_tokens: 0 }],
  ['nothing at all', 'openAiChat', { prompt_tokens: 0, completion_tokens: 0, total_tokens: 0 }],
  ['nothing at all', 'google', { promptTokenCount: 0, candidatesTokenCount: 0, totalTokenCount: 0 }],
  ['no output', 'anthropic', { input_tokens: 9, output_tokens: 0 }],
  ['no output', 'openAi', { input_tokens: 9, output_tokens: 0, total_tokens: 9 }],
  ['no output', 'openAiChat', { prompt_tokens: 9, completion_tokens: 0, total_tokens: 9 }],
  ['no output', 'google', { promptTokenCount: 9, candidatesTokenCount: 0, totalTokenCount: 9 }],
  ['no input', 'openAiChat', { prompt_tokens: 0, completion_tokens: 9, total_tokens: 9 }],
  ['a part of a token', 'openAiChat', { prompt_tokens: 9, completion_tokens: 0.5 }],
  ['less than nothing', 'openAi', { input_tokens: -1, output_tokens: 9 }],
];

describe('a bill that cannot be', () => {
  it.each(zeros)('is unknown, never zero: %s (%s)', async (_name, wire, usage) => {
    for (const said of [{ text: 'Hi' }, { calls: [{ tool: 'look', json: '{"id":1}' }] }]) {
      const all = { ...said, extra: { [field[wire]]: usage } };
      expect((await read(server, wire, bodyOf(wire, all))).usage).toBeUndefined();
      expect((await read(server, wire, eventsOf(wire, all), 'streamed')).usage).toBeUndefined();
    }
  });

  it('may count no output where none came', async () => {
    const extra = { usage: { prompt_tokens: 9, completion_tokens: 0, total_tokens: 9 } };
    const answer = await read(server, 'openAiChat', bodyOf('openAiChat', { extra }));
    expect(answer.usage).toMatchObject({ inputTokens: 9, outputTokens: 0 });
  });
});

/** The events of a stream, each as its text. */
const eventsIn = (stream: string) => stream.split(/(?<=\n\n)/);
const event = (value: object) => `data: ${JSON.stringify(value)}\n\n`;

describe('counts of a stream', () => {
  it.each([
    ['nothing', undefined],
    ['an empty list of counts', {}],
    ['counts without output', { input_tokens: 100 }],
  ])(
    'are unknown where its end tells %s: what its beginning told was of the beginning',
    async (_what, usage) => {
      const stream = eventsIn(eventsOf('anthropic', { text: 'Hi' })).map((one) =>
        one.includes('message_delta')
          ? event({ type: 'message_delta', delta: { stop_reason: 'end_turn' }, ...(usage && { usage }) })
          : one,
      );
      expect((await read(server, 'anthropic', stream.join(''), 'streamed')).usage).toBeUndefined();
    },
  );

  it.each([
    ['openAiChat', { choices: [], usage: { prompt_tokens: 9, completion_tokens: 0, total_tokens: 9 } }],
    [
      'openAiChat',
      {
        choices: [{ index: 0, delta: { role: 'assistant' } }],
        usage: { prompt_tokens: 9, completion_tokens: 1 },
      },
    ],
    ['google', { candidates: [], usageMetadata: { promptTokenCount: 9, totalTokenCount: 9 } }],
    ['google', { usageMetadata: { promptTokenCount: 9, candidatesTokenCount: 1, totalTokenCount: 10 } }],
  ] as const)('are unknown where they are told before the output alone (%s %o)', async (wire, early) => {
    const stream = event(early) + eventsOf(wire, { text: 'Hi', extra: { [field[wire]]: undefined } });
    const answer = await read(server, wire, stream, 'streamed');
    expect([answer.text, answer.usage]).toEqual(['Hi', undefined]);
  });

  it.each([
    [
      'beside the last choice',
      (usage: object) => ({ choices: [{ index: 0, delta: {}, finish_reason: 'stop', usage }] }),
    ],
    ['in a field of one host', (usage: object) => ({ choices: [], x_groq: { id: 'r', usage } })],
    [
      'before an empty list of counts',
      (usage: object) => ({ choices: [{ index: 0, delta: {}, finish_reason: 'stop' }], usage }),
    ],
  ])('are those told %s', async (_where, last) => {
    const usage = { prompt_tokens: 100, completion_tokens: 10, total_tokens: 110 };
    const stream =
      eventsIn(eventsOf('openAiChat', { text: 'Hi', extra: { usage: undefined } }))
        .filter((one) => !one.includes('DONE'))
        .join('') +
      event(last(usage)) +
      event({ choices: [], usage: {} });
    const answer = await read(server, 'openAiChat', stream, 'streamed');
    expect(answer.usage).toMatchObject({ inputTokens: 100, outputTokens: 10 });
  });

  it('stand on the bill where it failed after it had written', async () => {
    const error = { code: 'server_error', message: 'The model broke off.' };
    const usage = { input_tokens: 100, output_tokens: 500, total_tokens: 600 };
    const failed = { status: 'failed', error, usage };
    const ending = { kind: 'broken', how: 'error', said: 'The model broke off.' };
    const whole = await read(server, 'openAi', bodyOf('openAi', { text: 'Hi', extra: failed }));
    expect(whole).toMatchObject({ ending, usage: { outputTokens: 500 } });
    const begun = eventsIn(eventsOf('openAi', { text: 'Hi' }))
      .slice(0, -1)
      .join('');
    for (const numbered of [{ sequence_number: 9 }, {}]) {
      const end = event({ type: 'response.failed', ...numbered, response: { id: 'r', ...failed } });
      const streamed = await read(server, 'openAi', begun + end, 'streamed');
      expect(streamed).toMatchObject({ ending, usage: { outputTokens: 500 } });
    }
  });
});

describe('the tier that served an answer', () => {
  it.each([
    ['openAi', { service_tier: 'priority' }, 'priority'],
    ['openAiChat', { service_tier: 'flex' }, 'flex'],
    ['anthropic', { usage: { input_tokens: 1, output_tokens: 2, service_tier: 'priority' } }, 'priority'],
    [
      'google',
      { usageMetadata: { promptTokenCount: 1, candidatesTokenCount: 2, serviceTier: 'FLEX' } },
      'flex',
    ],
    [
      'google',
      { usageMetadata: { promptTokenCount: 1, candidatesTokenCount: 2, trafficType: 'ON_DEMAND_PRIORITY' } },
      'priority',
    ],
    [
      'google',
      {
        usageMetadata: {
          promptTokenCount: 1,
          candidatesTokenCount: 2,
          trafficType: 'PROVISIONED_THROUGHPUT',
        },
      },
      'provisioned_throughput',
    ],
    [
      'google',
      { usageMetadata: { promptTokenCount: 1, candidatesTokenCount: 2, trafficType: 'ON_DEMAND' } },
      'standard',
    ],
    ['openAi', { service_tier: 'default' }, 'standard'],
    ['openAiChat', { service_tier: 'on_demand' }, 'standard'],
    ['anthropic', { usage: { input_tokens: 1, output_tokens: 2, service_tier: 'standard' } }, 'standard'],
    ['openAiChat', { service_tier: null }, undefined],
    ['google', {}, undefined],
  ] as const)('is told as the wire tells it (%s %o)', async (wire, extra, tier) => {
    expect((await read(server, wire, bodyOf(wire, { text: 'Hi', extra }))).servedTier).toBe(tier);
  });
});

describe('a price', () => {
  it('is not exact where a server made rounds with another model', async () => {
    const rounds = [
      { type: 'message', input_tokens: 10, output_tokens: 5 },
      { type: 'advisor_message', model: 'dear', input_tokens: 1_000, output_tokens: 500 },
    ];
    const usage = { input_tokens: 10, output_tokens: 5, iterations: rounds };
    const { inexact } = await read(
      server,
      'anthropic',
      bodyOf('anthropic', { text: 'Hi', extra: { usage } }),
    );
    expect(inexact).toContain('(advisor_message)');
  });

  it.each([
    ['anthropic', { speed: 'fast' }, 'fast'],
    ['anthropic', { inference_geo: 'us' }, 'us'],
    [
      'anthropic',
      { server_tool_use: { web_search_requests: 2, web_fetch_requests: 0 } },
      'web_search_requests',
    ],
    ['openAiChat', { server_tool_use: { web_search_requests: '1' } }, 'web_search_requests'],
    ['openAi', { server_tool_use: { web_search_requests: 1 } }, 'web_search_requests'],
  ] as const)('is not exact where something has a price of its own (%s %o)', async (wire, more, word) => {
    const counts = { input_tokens: 10, output_tokens: 5 };
    const said = { text: 'Hi', extra: { usage: { ...counts, ...more } } };
    expect((await read(server, wire, bodyOf(wire, said))).inexact).toContain(word);
    expect((await read(server, wire, eventsOf(wire, said), 'streamed')).inexact).toContain(word);
  });

  it.each([
    { speed: 'standard' },
    { inference_geo: 'global' },
    { inference_geo: 'not_available' },
    { server_tool_use: { web_search_requests: 0 } },
    { server_tool_use: null },
  ])('is exact where nothing has (%o)', async (more) => {
    const said = { text: 'Hi', extra: { usage: { input_tokens: 10, output_tokens: 5, ...more } } };
    expect((await read(server, 'anthropic', bodyOf('anthropic', said))).inexact).toBeUndefined();
  });
});
