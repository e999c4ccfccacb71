import { findProvider } from '@pydantic/genai-prices';
import { describe, expect, it } from 'vitest';
import { costNanoUsd } from '../../src/core/budget/money.ts';
import { lookUpPrice } from '../../src/models/prices.ts';
import { missingShared, readSharedJsonLines } from '../support/shared-data.ts';

describe('lookUpPrice', () => {
  it('turns decimal prices per million tokens into integer nano-USD', () => {
    expect(lookUpPrice('openai-chat:gpt-4o')).toEqual({
      price: {
        steps: [
          {
            fromInputTokens: 0,
            input: 2_500_000_000,
            cachedInput: 1_250_000_000,
            cacheWrite: 2_500_000_000,
            output: 10_000_000_000,
          },
        ],
        source: 'genai-prices openai/gpt-4o',
      },
      contextTokens: 128_000,
    });
  });

  it('turns a tier above 200,000 input tokens into a step from 200,001', () => {
    expect(lookUpPrice('anthropic:claude-sonnet-4-5')?.price.steps).toEqual([
      {
        fromInputTokens: 0,
        input: 3_000_000_000,
        cachedInput: 300_000_000,
        cacheWrite: 3_750_000_000,
        cacheWrite1h: 6_000_000_000,
        output: 15_000_000_000,
      },
      {
        fromInputTokens: 200_001,
        input: 6_000_000_000,
        cachedInput: 600_000_000,
        cacheWrite: 7_500_000_000,
        cacheWrite1h: 12_000_000_000,
        output: 22_500_000_000,
      },
    ]);
  });

  it('takes the price that holds at the date', () => {
    const at = (day: string) => lookUpPrice('openai:gpt-5.6', new Date(day))?.price.steps[0]?.input;
    expect([at('2026-08-20'), at('2026-08-22')]).toEqual([5_000_000_000, 4_000_000_000]);
  });

  it('does not know a model of another provider, a model without text prices, or a malformed id', () => {
    const ids = ['anthropic:gpt-4o', 'openai:nope', 'nobody:gpt-4o', 'openai:whisper-1', 'gpt-4o', ''];
    expect(ids.filter((id) => lookUpPrice(id) !== undefined)).toEqual([]);
  });

  it('reads every listed model of anthropic, openai and google without loss', () => {
    const unread: string[] = [];
    let priced = 0;
    for (const provider of ['anthropic', 'openai', 'google']) {
      for (const model of findProvider({ providerId: provider })?.models ?? []) {
        const entry = lookUpPrice(`${provider}:${model.id}`);
        if (entry === undefined) unread.push(model.id);
        else priced += 1;
      }
    }
    expect(priced).toBeGreaterThan(100);
    // Speech, images, embeddings: nothing to generate text with.
    expect(
      unread.filter((id) => /^(claude|gpt-[345]|gemini-2)/.test(id) && !/tts|audio|image|realtime/.test(id)),
    ).toEqual([]);
  });
});

/** The recorded prices are older than the change of gpt-5.6's on 2026-08-21. */
const recordedAt = new Date('2026-08-20T00:00:00Z');

interface Vector {
  readonly id: string;
  readonly model: string;
  readonly extracted: readonly {
    readonly usage: Readonly<Record<string, number>>;
    readonly extractors: readonly {
      readonly api_flavor: string;
      readonly provider_id: string;
      readonly input_price: string;
      readonly output_price: string;
    }[];
  }[];
}

interface Case {
  readonly id: string;
  readonly modelId: string;
  readonly usage: Readonly<Record<string, number>>;
  readonly expectedNanoUsd: number;
}

const vectors = 'llm-prices/usage_cost_vectors.jsonl';
const missing = missingShared(vectors);

describe.skipIf(missing)(`costNanoUsd with looked-up prices${missing ? `: ${missing}` : ''}`, () => {
  const cases = (missing ? [] : readSharedJsonLines<Vector>(vectors)).flatMap(casesOf);
  const skipped = cases.filter((one) => reasonToSkip(one) !== undefined);
  const covered = cases.filter((one) => reasonToSkip(one) === undefined);

  it('equals the recorded decimal price, rounded up to nano-USD, in every covered row', () => {
    const wrong = covered.filter((one) => costOf(one) !== one.expectedNanoUsd);
    expect(wrong.map((one) => [one.id, one.modelId, costOf(one), one.expectedNanoUsd])).toEqual([]);
    expect(covered).toHaveLength(145);
  });

  it('leaves out only what our usage cannot say', () => {
    expect(skipped.map((one) => [one.modelId, reasonToSkip(one)])).toEqual([
      ['openai:gpt-4o-audio-preview-2024-12-17', 'audio tokens have a price of their own'],
    ]);
  });
});

/** Rows priced at Anthropic and OpenAI themselves; the embeddings reading of a chat answer is no chat price. */
function casesOf(vector: Vector): Case[] {
  return vector.extracted.flatMap(({ usage, extractors }) =>
    extractors
      .filter(
        ({ provider_id, api_flavor }) =>
          ['anthropic', 'openai'].includes(provider_id) && api_flavor !== 'embeddings',
      )
      .map((priced) => ({
        id: vector.id,
        modelId: `${priced.provider_id}:${vector.model}`,
        usage,
        expectedNanoUsd: nanoUsdRoundedUp(priced.input_price, priced.output_price),
      })),
  );
}

function reasonToSkip({ usage, modelId }: Case): string | undefined {
  if ((usage['input_audio_tokens'] ?? 0) > 0) return 'audio tokens have a price of their own';
  return lookUpPrice(modelId, recordedAt) === undefined ? 'not in the installed price list' : undefined;
}

function costOf({ usage, modelId }: Case): number {
  const price = lookUpPrice(modelId, recordedAt)?.price;
  if (price === undefined) throw new Error(`no price for ${modelId}`);
  const tokens = {
    inputTokens: usage['input_tokens'] ?? 0,
    cachedInputTokens: usage['cache_read_tokens'] ?? 0,
    cacheWriteTokens: usage['cache_write_tokens'] ?? 0,
    outputTokens: usage['output_tokens'] ?? 0,
  };
  return costNanoUsd(tokens, price);
}

function nanoUsdRoundedUp(...amounts: string[]): number {
  const scale = 30;
  const sum = amounts.reduce((total, amount) => {
    const [whole = '0', fraction = ''] = amount.split('.');
    return total + BigInt(whole + fraction.padEnd(scale, '0'));
  }, 0n);
  const unit = 10n ** BigInt(scale - 9);
  return Number((sum + unit - 1n) / unit);
}
