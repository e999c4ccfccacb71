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
    if (wire === 'anthropic') return;
    const streamed = await read(server, wire, eventsOf(wire, { text: 'Hi', extra }), 'streamed');
    expect(streamed.usage).toEqual(answer.usage);
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
});
