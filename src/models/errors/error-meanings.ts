import { type ErrorMeaning, kindsOf, wordings } from './error-wordings.ts';
import { withoutNames } from './quoted-names.ts';

/** An error's words: its kinds (`type`, `code`) apart from what is written for people. */
export interface ErrorWords {
  readonly kinds: readonly string[];
  readonly text: string;
}

/**
 * Say what an error's words mean; undefined where only its status tells.
 *
 * What names a limit of a minute is a rate limit unless a single request is above it; what names a wait is no spend limit,
 * unless its limit is nought. Names that a text quotes mean nothing: of tools, of fields.
 */
export function meaningOf({ kinds, text: told }: ErrorWords): ErrorMeaning | undefined {
  const text = withoutNames(told);
  const isKind = (meaning: ErrorMeaning) => kindsMean(kinds, meaning);
  const says = (meaning: ErrorMeaning) => wordings[meaning].some((wording) => wording.test(text));
  const rated = says('rate-limited') || isKind('rate-limited');
  if (isAboveRate(text)) return 'too-long';
  if (isMoreThanFits(text)) return 'too-long';
  if (isKind('too-long') || (says('too-long') && !isRateOfTokens(text))) return 'too-long';
  if (isKind('spend-limit')) return 'spend-limit';
  if (/\blimit: 0\b(?![.,]\d)/i.test(text)) return 'spend-limit';
  if (says('spend-limit')) return 'spend-limit';
  if (plansAndBilling.test(text) && !namesAWait(text) && !kinds.includes('RESOURCE_EXHAUSTED'))
    return 'spend-limit';
  if (isKind('moderated') || says('moderated')) return 'moderated';
  if (isKind('overloaded') || (says('overloaded') && !ofPlace.test(text))) return 'overloaded';
  return rated ? 'rate-limited' : undefined;
}

/** Whether an error is of a kind that means this, whatever else it says. */
export function kindsMean(kinds: readonly string[], meaning: ErrorMeaning): boolean {
  return kinds.some((kind) => kindsOf[meaning].has(kind.toLowerCase()));
}

/** The limit and what was asked for, where a text tells both: `Limit 30000, Requested 37313`. */
export function askedAboveLimit(text: string): { limit: number; requested: number } | undefined {
  const limit = figure(/\blimit:?\s*(\d[\d,_]*)/i.exec(text)?.[1]);
  const requested = figure(/\brequested:?\s*(?:about\s*)?(\d[\d,_]*)/i.exec(text)?.[1]);
  return limit !== undefined && requested !== undefined && requested > limit
    ? { limit, requested }
    : undefined;
}

/** Of people, not of load: `currently unavailable in your country`. */
const ofPlace =
  /\b(?:in|for|from|to) (?:your|this|the user(?:'|’)s) (?:country|region|location|territory|area|account|organi[sz]ation|plan|tier|subscription)\b/i;

/** Tokens that a text counts, above the most that it names: `has 300000 tokens, the maximum is 256000`. */
function isMoreThanFits(text: string): boolean {
  if (/max_\w*tokens|output|completion|generat|per (?:min|day|hour|second)|\b[RT]P[MD]\b/i.test(text))
    return false;
  const found =
    /(\d[\d,_]{2,12}) (?:\w{1,20} )?tokens?\b[^\d]{0,80}\b(?:max(?:imum)?|limit|most|only|up to|than|allow(?:s|ed)?|supports?)\b[^\d]{0,60}(\d[\d,_]{2,12})/i.exec(
      text,
    );
  const [counted, most] = [figure(found?.[1]), figure(found?.[2])];
  return counted !== undefined && most !== undefined && counted > most;
}

/** How long a text asks to wait: `try again in 1m12.5s`, `retry after 30 seconds`; in milliseconds. */
export function waitInText(text: string): number | undefined {
  const told =
    /(?:try again|retry|wait|resets?|available)(?: \w+)?(?: in| after| for)?:?\s+((?:\d+(?:\.\d+)?\s*(?:ms|milliseconds?|h(?:ours?|rs?)?|m(?:in(?:utes?)?)?|s(?:ec(?:onds?)?)?)\b\s*)+)/i.exec(
      text.replace(/(\d(?:ms|[hms]))(?=\d)/gi, '$1 '),
    )?.[1];
  if (told === undefined) return undefined;
  let ms = 0;
  for (const [, amount, unit = ''] of told.matchAll(/(\d+(?:\.\d+)?)\s*([a-z]+)/gi))
    ms += Number(amount) * unitMs(unit.toLowerCase());
  return Math.ceil(ms);
}

function unitMs(unit: string): number {
  if (unit.startsWith('h')) return 3_600_000;
  if (unit === 'ms' || unit.startsWith('milli')) return 1;
  return unit.startsWith('m') ? 60_000 : 1_000;
}

function figure(text: string | undefined): number | undefined {
  return text === undefined ? undefined : Number(text.replace(/[,_]/g, ''));
}

/** A limit of a minute or a day that this one request is above: it never passes, however long somebody waits. */
function isAboveRate(text: string): boolean {
  if (!rates.test(text)) return false;
  return (
    askedAboveLimit(text) !== undefined ||
    /request too large|input or output tokens must be reduced/i.test(text)
  );
}

const rates = /tokens? per (?:min|minute|day|hour)|\bTP[MD]\b|tokens\/min|input tokens per/i;

/** Of many requests together: `Too many tokens, please wait before trying again`. */
function isRateOfTokens(text: string): boolean {
  if (askedAboveLimit(text) !== undefined) return false;
  return rates.test(text) || /wait before|try again (?:in|later)|tokens? per|thrott|rate.?limit/i.test(text);
}

/** OpenAI's words for an empty balance, and Google's for any limit. */
const plansAndBilling = /exceeded your current quota|check your plan and billing/i;

function namesAWait(text: string): boolean {
  return waitInText(text) !== undefined || /per ?(?:minute|second)/i.test(text);
}
