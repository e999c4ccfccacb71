import { type ErrorWords, kindsMean, meaningOf } from './error-meanings.ts';
import type { ErrorMeaning } from './error-wordings.ts';
import type { HttpError } from './read-provider-error.ts';

/** So much of a text is read, from its beginning and its end. */
const beginningChars = 3_000;
const endChars = 1_000;

/** The words of an error, as many as are read. */
export function wordsOf({ report, text }: HttpError): ErrorWords {
  const { code, type, message, detail } = report;
  return {
    kinds: [code, type].filter((kind) => kind !== undefined),
    text: [message, detail, text]
      .filter((part) => part !== undefined)
      .map(bothEnds)
      .join(' | '),
  };
}

function bothEnds(text: string): string {
  return text.length <= beginningChars + endChars
    ? text
    : `${text.slice(0, beginningChars)} … ${text.slice(-endChars)}`;
}

/** What an error means, by its words and where they stand; undefined where only its status tells. */
export function meaningIn(error: HttpError): ErrorMeaning | undefined {
  const words = wordsOf(error);
  if (isOfOneText(words)) return isOfConversation(error, words) ? 'too-long' : undefined;
  const meaning = meaningOf(words);
  if (meaning !== undefined && !holdsUnder(error, meaning, words)) return undefined;
  if (meaning !== undefined && meaning !== 'rate-limited') return meaning;
  // Google says RESOURCE_EXHAUSTED for a minute's limit and a day's alike; only the quota's id tells them apart.
  const isOfDay = error.status === 429 && /"quotaId":\s*"[^"]*PerDay/.test(JSON.stringify(error.body ?? {}));
  if (isOfDay) return 'spend-limit';
  return meaning;
}

/** What passes by itself is not said of a request that is called wrong, nor is load a matter of permission. */
function holdsUnder({ status }: HttpError, meaning: ErrorMeaning, { kinds }: ErrorWords): boolean {
  if ((meaning !== 'rate-limited' && meaning !== 'overloaded') || kindsMean(kinds, meaning)) return true;
  if (status === 403 && meaning === 'overloaded') return false;
  return !([400, 403, 422].includes(status) && kinds.some((kind) => /^invalid_|^bad_request/i.test(kind)));
}

/** OpenAI's words for one text of the request above its own bound: a description, an id, a message. */
function isOfOneText({ kinds, text }: ErrorWords): boolean {
  return kinds.includes('string_above_max_length') || /string too long\. expected/i.test(text);
}

/** Only what a shorter conversation has less of. */
function isOfConversation({ report }: HttpError, { text }: ErrorWords): boolean {
  const field = report.param ?? /\bInvalid '([^']{1,200})'/i.exec(text)?.[1] ?? '';
  return /^(?:messages|input|prompt|contents?)\b(?:.*\.(?:content|text|output|arguments)(?:\[\d+\])?)?$/.test(
    field,
  );
}
