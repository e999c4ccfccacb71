import type { TokenUsage } from '../../core/budget/usage.ts';

/** Counts as a provider sent them, whatever they are; of several words for one thing the largest count holds. */
export interface SentCounts {
  readonly input: unknown;
  readonly cached: readonly unknown[];
  readonly written: readonly unknown[];
  readonly writtenForAnHour?: unknown;
  readonly output: unknown;
  readonly total: unknown;
  readonly reasoning: readonly unknown[];
}

/**
 * Build usage from counts as a provider sent them; undefined where one that must be there is none, or cannot be: nothing
 * is answered to no input.
 *
 * Servers may count reasoning beside the output, and the cache beside the input: the total then says so, or there is more
 * of the part than of the whole. What the total alone tells of is output.
 */
export function tokenUsage(told: SentCounts): TokenUsage | undefined {
  const cached = largest(told.cached);
  const hour = countIn(told.writtenForAnHour) ?? 0;
  const written = Math.max(largest(told.written), hour);
  const reasoning = largest(told.reasoning);
  const [asked, total] = [countIn(told.input), countIn(told.total)];
  if (asked === undefined) return undefined;
  const output = countIn(told.output) ?? (total === undefined ? undefined : total - asked);
  if (output === undefined || output < 0) return undefined;
  const inputTokens = asked + besideInput(asked, { output, total, reasoning, cached, written });
  if (inputTokens === 0) return undefined;
  return {
    inputTokens,
    cachedInputTokens: cached,
    cacheWriteTokens: written,
    ...(hour > 0 ? { cacheWrite1hTokens: hour } : {}),
    outputTokens: Math.max(output, (total ?? 0) - inputTokens, reasoning > output ? output + reasoning : 0),
  };
}

/** Tokens of the cache that the count of the input leaves out. */
function besideInput(
  input: number,
  counts: { output: number; total: number | undefined; reasoning: number; cached: number; written: number },
): number {
  const { output, total, reasoning, cached, written } = counts;
  const kept = cached + written;
  if (kept > input) return kept;
  const outputWithReasoning = reasoning > output ? output + reasoning : output;
  const left = total === undefined ? 0 : total - input - outputWithReasoning;
  return left > 0 && total !== input + output + reasoning
    ? ([kept, cached, written].find((one) => one === left) ?? 0)
    : 0;
}

function largest(values: readonly unknown[]): number {
  return Math.max(0, ...values.map((value) => countIn(value) ?? 0));
}

/** A count: a whole number, or its digits, as some servers write it. */
export function countIn(value: unknown): number | undefined {
  const count = typeof value === 'string' && /^\d{1,15}$/.test(value) ? Number(value) : value;
  return Number.isSafeInteger(count) && (count as number) >= 0 ? (count as number) : undefined;
}
