import { usdToNanoUsd } from '../core/budget/money.ts';
import type { ScriptedUsage } from './scripted-request.ts';

/** What a provider's own bill would show. */
export interface ProviderMeter {
  /** Calls of a model, refused and faulty ones included. */
  readonly requests: number;
  /** Answers sent whole. */
  readonly answered: number;
  /** Answers made, and so billed, that the caller could not read: cut, malformed, without usage, hung up on. */
  readonly lost: number;
  /** Errors: nothing was made and nothing billed. */
  readonly refused: number;
  /** Tokens of answered and of lost calls. */
  readonly inputTokens: number;
  readonly cachedInputTokens: number;
  readonly outputTokens: number;
  /** The part of these tokens that was lost. */
  readonly lostInputTokens: number;
  readonly lostOutputTokens: number;
  /** Of answered and of lost calls, each rounded up; absent without a price. */
  readonly costNanoUsd?: number;
  readonly byPath: Readonly<Record<string, number>>;
}

/** In USD per million tokens, as a price list says it. Cached input costs what other input does, unless told. */
export interface MeterPrice {
  readonly input: number;
  readonly output: number;
  readonly cachedInput?: number;
}

/** Count calls as they end. */
export function createProviderMeter(price?: MeterPrice) {
  let costNanoUsd = 0;
  const byPath: Record<string, number> = {};
  const counts = {
    requests: 0,
    answered: 0,
    lost: 0,
    refused: 0,
    inputTokens: 0,
    cachedInputTokens: 0,
    outputTokens: 0,
    lostInputTokens: 0,
    lostOutputTokens: 0,
  };
  return {
    request(path: string): void {
      counts.requests += 1;
      byPath[path] = (byPath[path] ?? 0) + 1;
    },
    refused(): void {
      counts.refused += 1;
    },
    made(usage: Required<ScriptedUsage>, fate: 'answered' | 'lost'): void {
      counts[fate] += 1;
      counts.inputTokens += usage.inputTokens;
      counts.cachedInputTokens += usage.cachedInputTokens;
      counts.outputTokens += usage.outputTokens;
      if (price !== undefined) costNanoUsd += costOf(usage, price);
      if (fate === 'answered') return;
      counts.lostInputTokens += usage.inputTokens;
      counts.lostOutputTokens += usage.outputTokens;
    },
    read: (): ProviderMeter => ({
      ...counts,
      ...(price !== undefined && { costNanoUsd }),
      byPath: { ...byPath },
    }),
  };
}

function costOf(usage: Required<ScriptedUsage>, price: MeterPrice): number {
  const of = (tokens: number, usdPerMillion: number) => BigInt(tokens) * BigInt(usdToNanoUsd(usdPerMillion));
  const perMillion =
    of(usage.inputTokens - usage.cachedInputTokens, price.input) +
    of(usage.cachedInputTokens, price.cachedInput ?? price.input) +
    of(usage.outputTokens, price.output);
  return Number((perMillion + 999_999n) / 1_000_000n);
}
