import type { ModelPrice } from '../charter/charter.ts';
import type { TokenUsage } from './usage.ts';

const nanoPerUsd = 1_000_000_000n;

/**
 * Read an amount in USD as nano-USD, digit by digit: `0.1` is exactly 100,000,000.
 *
 * Takes `1`, `0.75`, `'0.0031'`, `1e-7`.
 *
 * @throws RangeError when it is no amount, negative, finer than a nano-USD or too large for a safe integer.
 */
export function usdToNanoUsd(usd: number | string): number {
  const match = /^(\d+)(?:\.(\d+))?(?:e([+-]?\d{1,3}))?$/i.exec(String(usd).trim());
  if (!match) throw new RangeError(`${quote(usd)} is not an amount in USD; write it like 0.75, not below 0`);
  const [, whole = '', fraction = '', exponent = '0'] = match;
  const scale = 9 + Number(exponent) - fraction.length;
  const digits = BigInt(whole + fraction);
  const divisor = 10n ** BigInt(Math.max(0, -scale));
  if (digits % divisor !== 0n) {
    throw new RangeError(`${quote(usd)} USD is finer than a nano-USD; give at most nine decimals`);
  }
  const nanoUsd = (digits / divisor) * 10n ** BigInt(Math.max(0, scale));
  if (nanoUsd > BigInt(Number.MAX_SAFE_INTEGER)) {
    throw new RangeError(`${quote(usd)} USD is too large; amounts go up to 9,007,199 USD`);
  }
  return Number(nanoUsd);
}

/**
 * Write nano-USD for people: `$12.50`, `$0.0031`.
 *
 * Two to four decimals; amounts below $0.0001 keep two significant digits, so that no spend reads as zero.
 */
export function formatUsd(nanoUsd: number): string {
  const amount = BigInt(Math.abs(nanoUsd));
  const digits = amount.toString().length;
  const decimals = amount !== 0n && amount < nanoPerUsd / 10_000n ? Math.min(9, 11 - digits) : 4;
  const unit = 10n ** BigInt(9 - decimals);
  const rounded = ((amount + unit / 2n) / unit) * unit;
  const fraction = (rounded % nanoPerUsd).toString().padStart(9, '0').replace(/0+$/, '').padEnd(2, '0');
  return `${nanoUsd < 0 ? '-' : ''}$${rounded / nanoPerUsd}.${fraction}`;
}

/**
 * Price one model call in nano-USD, rounded up once.
 *
 * The price step is chosen by all input tokens and holds for the whole call. Where a provider's counts contradict each
 * other (more cached tokens than input) every count is charged, so that the figure is never too low.
 *
 * @throws RangeError when a count or a price is not a whole number from 0, or the sum passes a safe integer.
 */
export function costNanoUsd(usage: TokenUsage, price: ModelPrice): number {
  const step = price.steps.findLast(({ fromInputTokens }) => usage.inputTokens >= fromInputTokens);
  if (!step)
    throw new RangeError(`the price from ${price.source} has no step for ${usage.inputTokens} input tokens`);
  return costAtStep(usage, step);
}

/** The same at one step of a price. Input kept for an hour, where its price is unknown, costs what other writing does. */
export function costAtStep(usage: TokenUsage, step: ModelPrice['steps'][number]): number {
  const plain = Math.max(0, usage.inputTokens - usage.cachedInputTokens - usage.cacheWriteTokens);
  const forAnHour = usage.cacheWrite1hTokens ?? 0;
  const perMillion =
    times(plain, step.input) +
    times(usage.cachedInputTokens, step.cachedInput) +
    times(Math.max(0, usage.cacheWriteTokens - forAnHour), step.cacheWrite) +
    times(forAnHour, step.cacheWrite1h ?? step.cacheWrite) +
    times(usage.outputTokens, step.output);
  const cost = Number((perMillion + 999_999n) / 1_000_000n);
  if (!Number.isSafeInteger(cost))
    throw new RangeError(`a model call of ${cost} nano-USD cannot be booked exactly`);
  return cost;
}

function times(tokens: number, nanoUsdPerMillion: number): bigint {
  for (const figure of [tokens, nanoUsdPerMillion]) {
    if (!Number.isSafeInteger(figure) || figure < 0) {
      throw new RangeError(`${figure} is neither a token count nor a price; both are whole numbers from 0`);
    }
  }
  return BigInt(tokens) * BigInt(nanoUsdPerMillion);
}

function quote(usd: number | string): string {
  return typeof usd === 'string' ? JSON.stringify(usd) : String(usd);
}
