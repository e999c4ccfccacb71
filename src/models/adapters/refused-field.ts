import type { OutputLimitField } from '../../core/charter/model-options.ts';
import { readProviderError } from '../errors/read-provider-error.ts';

/** What an error says of the request that it answers. */
interface Refusal {
  readonly status: number;
  /** All its words; field names stand without quotes. */
  readonly words: string;
  readonly code: string;
  /** The field that it names as its cause; empty where it names none. */
  readonly param: string;
}

export const otherOutputLimit: Readonly<Record<OutputLimitField, OutputLimitField>> = {
  max_tokens: 'max_completion_tokens',
  max_completion_tokens: 'max_tokens',
};

const nameStatuses = new Set([400, 404, 422]);
const nameCodes =
  /^(?:unsupported|unknown|unrecognized|unexpected)_(?:parameter|argument|field)$|^extra_forbidden$/;
/** What is said of a value is never of the name; the field's own `max` is none of these words. */
const ofValue =
  /\b(?:value|range|between|too (?:large|big|high|long|small|low|many|few)|exceed\w*|greater|larger|bigger|higher|smaller|lower|less|fewer|more than|at (?:most|least)|maximum|minimum|up to|integer|number|should be|must be (?:an?|at|in|between|positive|[\d<>≤≥])|cannot be|out of)\b|[<>≤≥]|\bsent of \d/;
const ofName: readonly RegExp[] = [
  /\b(?:use|set|try|prefer|pass|send|to|by|of|mean)\s+(?:the\s+)?(?:parameter\s+|field\s+)?other\b/,
  /\bsent\b[^.;]{0,60}\b(?:not (?:a )?(?:supported|permitted|allowed|accepted|recogni[sz]ed|known|valid|available|expected)|unsupported|unrecogni[sz]ed|unknown|unexpected|deprecated|forbidden|removed|no longer|not permitted|not allowed)/,
  /\b(?:unsupported|unknown|unrecogni[sz]ed|unexpected|extra|additional|invalid|forbidden|not permitted|not allowed|no such)\b[^.;]{0,20}\b(?:parameter|argument|field|name|propert(?:y|ies)|key|keyword|inputs?|option)s?\b[^.;]{0,40}\bsent\b/,
  /\b(?:not|n't|cannot)\s+(?:accept|support|take|recogni[sz]e|allow|know|expect)\s+(?:the\s+|a\s+|any\s+)?(?:\w+\s+)?sent\b/,
  /\bsent\b[^.;]{0,20}\b(?:extra|additional|unknown|unexpected) (?:\w+ )?(?:field|input|propert|key|parameter)/,
];

/**
 * Whether a server refuses the output limit for the name of its field: for the value it never is, since asked under a
 * name that a server does not know, a model would write without a limit.
 */
export function refusesLimitName(error: unknown, sent: OutputLimitField): boolean {
  const refusal = refusalIn(error);
  if (refusal === undefined || !nameStatuses.has(refusal.status)) return false;
  const words = marked(refusal.words, sent);
  if (nameCodes.test(refusal.code)) return refusal.param === sent || /\bsent\b/.test(words);
  return !refusal.code.endsWith('_value') && !ofValue.test(words) && ofName.some((one) => one.test(words));
}

/** With a word of its own for either name, neither of which is a part of the other then. */
function marked(words: string, sent: OutputLimitField): string {
  return words
    .replace(/\b(?:sent|other)\b/g, ' ')
    .replace(/(?<![a-z_])max_(?:completion_)?tokens\b/g, (name) => (name === sent ? 'sent' : 'other'));
}

const streamStatuses = new Set([400, 403, 404, 405, 406, 415, 422, 500, 501]);
const stream = String.raw`(?:stream(?:ing|ed)?|stream_options|include_usage|text\/event-stream|event streams?|server-sent events|sse)\b`;
const notTaken = String.raw`(?:not (?:yet |currently |be )?(?:supported|available|allowed|permitted|enabled|implemented|possible|accepted|recogni[sz]ed|used)|unsupported|disabled|unavailable|(?:must|should|has to) be (?:set to )?(?:false|off|disabled)|forbidden|unrecogni[sz]ed|unknown|unexpected|extra (?:input|field)|additional propert)`;
const streamRefusals: readonly RegExp[] = [
  new RegExp(String.raw`(?<!non-?)\b${stream}[^.;]{0,60}\b${notTaken}`),
  new RegExp(
    String.raw`\b(?:not|n't|cannot|unable to|without)\s+(?:\w+\s+){0,3}${stream}|\b(?:no support for|unsupported|unrecogni[sz]ed|unknown|unexpected|invalid|extra|additional|disable|turn off)\b[^.;]{0,40}\b${stream}`,
  ),
  /\bonly\s+(?:\w+\s+){0,2}non-?\s?stream|\bnon-?stream\w*\s+(?:\w+\s+){0,2}only/,
  /\bnot ?implemented(?:error)?\b[^.;]{0,20}\bstream/,
  /\bset(?:ting)? stream(?:ing)? to (?:false|off)|\bstream\s*[=:]\s*false/,
];

/** Whether a server refuses to stream, or to say in a stream what was used. */
export function refusesStream(error: unknown): boolean {
  const refusal = refusalIn(error);
  if (refusal === undefined || !streamStatuses.has(refusal.status)) return false;
  const { words, param } = refusal;
  return (
    param === 'stream' || param === 'stream_options' || streamRefusals.some((pattern) => pattern.test(words))
  );
}

/** So much of an error is read for this. */
const mostChars = 2_000;

function refusalIn(error: unknown): Refusal | undefined {
  const read = readProviderError(error);
  if (read.kind !== 'http') return undefined;
  const { message = '', detail = '', code = '', type = '', param = '' } = read.report;
  const words = [message, detail, read.text ?? '', code, type]
    .map((part) => part.slice(0, mostChars))
    .join('; ')
    .toLowerCase()
    .replace(/["'`‘’“”]+(?=\w)|(?<=\w)["`‘“”]+|(?<=\w)['’](?!\w)/g, '');
  return { status: read.status, words, code, param };
}
