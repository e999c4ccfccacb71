import { type AnswerEnding, type BrokenAnswer, wholeAnswer } from '../../../core/model/answer-ending.ts';
import { given } from '../../../core/values/given.ts';
import { quoteProvider } from '../../errors/quote-provider.ts';
import { countIn } from '../token-usage.ts';
import { knownReasons, reasonWords } from './known-reasons.ts';

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
  const words = reasonWords(raw);
  const word = words.find((one) => !one.endsWith('filter')) ?? words[0] ?? '';
  const known = (kind: keyof typeof knownReasons): boolean =>
    words.some((one) => knownReasons[kind].has(one));
  const quoted = said === undefined || said === '' ? undefined : quoteProvider(said);
  const reasoningTokens = given({ reasoningTokens: countIn(reasoning) });
  if (raw === '') return brokenBy('no-reason', quoted);
  if (/malformed|unexpected_tool_call|too_many_tool_calls/.test(word))
    return brokenBy('malformed-call', quoted);
  if (known('refused')) {
    const cause = quoteProvider(raw);
    return { kind: 'refused', cause: quoted === undefined ? cause : `${cause}, ${quoted}` };
  }
  if (known('broken')) return brokenBy('error', quoted ?? quoteProvider(raw));
  if (known('full')) return { kind: 'cut', at: 'window', ...reasoningTokens };
  if (known('cut')) return { kind: 'cut', at: 'output-limit', ...reasoningTokens };
  // Of several words one may take back what another says.
  if (words.every((one) => knownReasons.whole.has(one))) return wholeAnswer;
  return brokenBy(
    'unknown-reason',
    quoted === undefined ? quoteProvider(raw) : `${quoteProvider(raw)}: ${quoted}`,
  );
}

function brokenBy(how: BrokenAnswer['how'], said: string | undefined): BrokenAnswer {
  return { kind: 'broken', how, ...given({ said }) };
}
