import { mostTokensOf } from '../attachments/bound-tokens.ts';
import { filesOf } from '../attachments/files-of-window.ts';
import type { Charter, CharterModel } from '../charter/charter.ts';
import type { Transcript } from '../context/transcript.ts';
import { jsonBytes } from '../values/json.ts';
import { costAtStep } from './money.ts';
import type { TokenUsage } from './usage.ts';

/** Declared overhead of a request's envelope, in bytes: field names, role markers, separators. */
const envelopeBytes = 4_096;

/**
 * Bound what the next model call can cost from above.
 *
 * A token is at least one byte of UTF-8, so the bytes of all that is sent bound its input tokens, those of files by what
 * is declared of their kind; a file of which nothing is declared is never let into a window. The output is bounded by the
 * request's own cap. The dearest that may apply is taken: of plain and cache-writing input, for an hour where the model is
 * asked so; of every step of a price up to the bound; of every tier that may serve the call.
 */
export function worstCaseNanoUsd(
  charter: Charter,
  { bytes, messages }: Pick<Transcript, 'bytes' | 'messages'>,
): number {
  const fileTokens = filesOf(messages).reduce(
    (sum, file) => sum + (mostTokensOf(file, charter.model.boundTokens) ?? file.bytes),
    0,
  );
  const inputTokens =
    bytes + fileTokens + jsonBytes(charter.agent.instructions) + jsonBytes(charter.tools) + envelopeBytes;
  return dearest(charter.model, inputTokens);
}

function dearest(model: CharterModel, inputTokens: number): number {
  const plain = {
    inputTokens,
    cachedInputTokens: 0,
    cacheWriteTokens: 0,
    outputTokens: model.maxOutputTokens,
  };
  const writing = { ...plain, cacheWriteTokens: inputTokens };
  const uses: readonly TokenUsage[] =
    model.promptCache === '1h'
      ? [plain, writing, { ...writing, cacheWrite1hTokens: inputTokens }]
      : [plain, writing];
  const steps = [model.price, ...Object.values(model.tierPrices ?? {})].flatMap((price) =>
    price.steps.filter(({ fromInputTokens }) => fromInputTokens <= inputTokens),
  );
  return Math.max(...steps.flatMap((step) => uses.map((usage) => costAtStep(usage, step))));
}
