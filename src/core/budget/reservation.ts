import type { Charter } from '../charter/charter.ts';
import { jsonBytes } from '../values/json.ts';
import { costNanoUsd } from './money.ts';

/** Declared overhead of a request's envelope, in bytes: field names, role markers, separators. */
const envelopeBytes = 4_096;

/**
 * Bound what the next model call can cost from above.
 *
 * A token is at least one byte of UTF-8, so the bytes of all that is sent bound its input tokens; the output is
 * bounded by the request's own cap. The dearest of plain and cache-writing input is taken.
 */
export function worstCaseNanoUsd(charter: Charter, windowBytes: number): number {
  const { price, maxOutputTokens } = charter.model;
  const inputTokens =
    windowBytes + jsonBytes(charter.agent.instructions) + jsonBytes(charter.tools) + envelopeBytes;
  const plain = { inputTokens, cachedInputTokens: 0, cacheWriteTokens: 0, outputTokens: maxOutputTokens };
  const writing = { ...plain, cacheWriteTokens: inputTokens };
  return Math.max(costNanoUsd(plain, price), costNanoUsd(writing, price));
}
