import { type AnswerEnding, type BrokenAnswer, wholeAnswer } from '../../../core/model/answer-ending.ts';
import { given } from '../../../core/values/given.ts';
import { quoteProvider } from '../../errors/quote-provider.ts';
import { countIn } from '../token-usage.ts';

/** Reasons that announce calls. */
const calling = ['tool_calls', 'tool_call', 'tool_use', 'function_call'];
const whole = new Set([
  ...calling,
  'stop',
  'stop_sequence',
  'end_turn',
  'eos',
  'eos_token',
  'complete',
  'completed',
]);
const cut = new Set(['length', 'max_tokens', 'max_output_tokens', 'max_length', 'incomplete']);
const full = new Set([
  'model_length',
  'model_context_window_exceeded',
  'context_window_exceeded',
  'context_length_exceeded',
]);
const refused = new Set([
  'refusal',
  'content_filter',
  'content_filtered',
  'sensitive',
  'safety',
  'recitation',
  'blocklist',
  'prohibited_content',
  'spii',
  'language',
  'image_safety',
  'model_armor',
  'moderation',
  'blocked',
  'guardrail_intervened',
]);
const broken = new Set([
  'error',
  'network_error',
  'abort',
  'aborted',
  'cancelled',
  'canceled',
  'timeout',
  'failed',
  'other',
]);

/**
 * Say how an answer ended by the reason that a wire gives. Servers that speak a wire of somebody else use their own
 * words for it, so that the words of all are known to all. A word that nobody knows ends no answer.
 *
 * `said` is what the wire says beside it: of a refusal its category, of an error its message. `reasoning` is what it
 * says that went into reasoning, in tokens; what is no count is left out.
 */
export function endingOfReason(
  reason: unknown,
  { said, reasoning }: { said?: string | undefined; reasoning?: unknown } = {},
): AnswerEnding {
  const raw = typeof reason === 'string' ? reason.trim() : '';
  const words = raw
    .toLowerCase()
    .replaceAll('-', '_')
    .split(/[:\s]+/);
  const word = words.find((one) => one !== '' && !one.endsWith('filter')) ?? words[0] ?? '';
  const known = (set: ReadonlySet<string>): boolean => words.some((one) => set.has(one));
  const quoted = said === undefined || said === '' ? undefined : quoteProvider(said);
  const reasoningTokens = given({ reasoningTokens: countIn(reasoning) });
  if (raw === '') return brokenBy('no-reason', quoted);
  if (/malformed|unexpected_tool_call|too_many_tool_calls/.test(word))
    return brokenBy('malformed-call', quoted);
  if (known(refused)) {
    const cause = quoteProvider(raw);
    return { kind: 'refused', cause: quoted === undefined ? cause : `${cause}, ${quoted}` };
  }
  if (known(broken)) return brokenBy('error', quoted ?? quoteProvider(raw));
  if (known(full)) return { kind: 'cut', at: 'window', ...reasoningTokens };
  if (known(cut)) return { kind: 'cut', at: 'output-limit', ...reasoningTokens };
  // Of several words one may take back what another says.
  if (words.every((one) => whole.has(one))) return wholeAnswer;
  return brokenBy(
    'unknown-reason',
    quoted === undefined ? quoteProvider(raw) : `${quoteProvider(raw)}: ${quoted}`,
  );
}

/** Whether a reason says that the answer holds calls. */
export function announcesCalls(reason: unknown): boolean {
  return typeof reason === 'string' && calling.includes(reason.trim().toLowerCase());
}

function brokenBy(how: BrokenAnswer['how'], said: string | undefined): BrokenAnswer {
  return { kind: 'broken', how, ...given({ said }) };
}
