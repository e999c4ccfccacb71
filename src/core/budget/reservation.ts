import { mostTokensOf } from '../attachments/bound-tokens.ts';
import { filesOf } from '../attachments/files-of-window.ts';
import type { Charter } from '../charter/charter.ts';
import type { Transcript } from '../context/transcript.ts';
import { jsonBytes } from '../values/json.ts';
import { costNanoUsd } from './money.ts';

/** Declared overhead of a request's envelope, in bytes: field names, role markers, separators. */
const envelopeBytes = 4_096;

/**
 * Bound what the next model call can cost from above.
 *
 * A token is at least one byte of UTF-8, so the bytes of all that is sent bound its input tokens, those of files by what
 * is declared of their kind; a file of which nothing is declared is never let into a window. The output is
 * bounded by the request's own cap. The dearest of plain and cache-writing input is taken.
 */
export function worstCaseNanoUsd(
  charter: Charter,
  { bytes, messages }: Pick<Transcript, 'bytes' | 'messages'>,
): number {
  const { price, maxOutputTokens, boundTokens } = charter.model;
  const fileTokens = filesOf(messages).reduce(
    (sum, file) => sum + (mostTokensOf(file, boundTokens) ?? file.bytes),
    0,
  );
  const inputTokens =
    bytes + fileTokens + jsonBytes(charter.agent.instructions) + jsonBytes(charter.tools) + envelopeBytes;
  const plain = { inputTokens, cachedInputTokens: 0, cacheWriteTokens: 0, outputTokens: maxOutputTokens };
  const writing = { ...plain, cacheWriteTokens: inputTokens };
  return Math.max(costNanoUsd(plain, price), costNanoUsd(writing, price));
}
