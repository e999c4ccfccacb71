import { isObject } from '../../core/values/fields-of.ts';
import { statusNamed } from './error-instead-of-answer.ts';
import { meaningOf } from './error-meanings.ts';
import type { ErrorMeaning } from './error-wordings.ts';
import { plainWords } from './plain-words.ts';
import { errorIn, type ProviderReport, reportOf } from './read-provider-report.ts';

/** What an error of a model call shows of itself, whoever threw it. */
export type ProviderError =
  /** The provider answered with a status; 2xx here means an answer that could not be read. */
  | {
      readonly kind: 'http';
      readonly status: number;
      readonly headers: Readonly<Record<string, string>>;
      /** The body when it is a JSON object. */
      readonly body: Readonly<Record<string, unknown>> | undefined;
      /** The words of a body that is no JSON object: a page, a line of text. */
      readonly text?: string;
      readonly report: ProviderReport;
      /** The error came in a stream, before any output; `status` is what it would have been outside of one. */
      readonly inStream?: true;
    }
  /** No answer came. `code` is the system's or undici's. */
  | {
      readonly kind: 'network';
      readonly code: string;
      readonly phase: 'connecting' | 'securing' | 'sent';
      readonly text: string;
    }
  | { readonly kind: 'aborted'; readonly reason: 'timeout' | 'cancelled' }
  | { readonly kind: 'unreadable'; readonly text: string }
  /** A request that was not sent, since it would not have been what was asked for. */
  | { readonly kind: 'unsent'; readonly text: string }
  | { readonly kind: 'other'; readonly text: string };

/** An answer that is an error. */
export type HttpError = Extract<ProviderError, { kind: 'http' }>;

const abortNames = new Set(['AbortError', 'ResponseAborted', 'CancelledFailure']);
const unreadableNames = new Set([
  'AI_InvalidResponseDataError',
  'AI_EmptyResponseBodyError',
  'AI_JSONParseError',
  'AI_TypeValidationError',
  'AI_NoContentGeneratedError',
]);
const connectCodes = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EAI_FAIL',
  'EAI_NODATA',
  'ENETUNREACH',
  'EHOSTUNREACH',
  'EHOSTDOWN',
  'UND_ERR_CONNECT_TIMEOUT',
]);

/** Read any thrown value by its fields and names, never by its class. */
export function readProviderError(error: unknown): ProviderError {
  const chain = causes(error);
  const status = chain.map((one) => one['statusCode']).find((value) => typeof value === 'number');
  if (typeof status === 'number') {
    const call = chain.find((one) => one['statusCode'] === status) ?? {};
    const body = parseObject(call['responseBody']);
    return {
      kind: 'http',
      // The SDK makes a status up where a failed Response came with 200; its body is then no text.
      status: typeof call['responseBody'] === 'object' && body !== undefined ? 200 : status,
      headers: lowerCaseKeys(call['responseHeaders']),
      body,
      ...(body === undefined ? textOf(call['responseBody']) : {}),
      report: reportOf(body),
    };
  }
  const unsent = chain.find((one) => one['name'] === 'UnsentSettingError');
  if (unsent !== undefined) return { kind: 'unsent', text: String(unsent['message']) };
  const broken = chain.find((one) => one['name'] === 'BrokenStreamError');
  if (broken !== undefined) return readBrokenStream(broken);
  for (const one of chain) {
    if (one['name'] === 'TimeoutError') return { kind: 'aborted', reason: 'timeout' };
    if (abortNames.has(String(one['name']))) return { kind: 'aborted', reason: 'cancelled' };
  }
  const network = chain.find((one) => typeof one['code'] === 'string' && isNetworkCode(one['code']));
  const text = String(chain[0]?.['message'] ?? error);
  if (network !== undefined) {
    const phases = attemptsOf(network).map(phaseOf);
    const phase = phases.find((one) => one === 'sent') ?? phases[0] ?? 'sent';
    return { kind: 'network', code: String(network['code']), phase, text };
  }
  if (unreadableNames.has(String(chain[0]?.['name']))) return { kind: 'unreadable', text };
  return { kind: 'other', text };
}

function causes(error: unknown): Record<string, unknown>[] {
  const chain: Record<string, unknown>[] = [];
  for (let one = error; isObject(one) && !chain.includes(one) && chain.length < 8; one = one['cause']) {
    chain.push(one);
  }
  return chain;
}

/** Node tries each address of a host; their errors come together, and the whole names no system call. */
function attemptsOf(error: Record<string, unknown>): readonly Record<string, unknown>[] {
  const { errors } = error;
  return Array.isArray(errors) && errors.length > 0 ? errors.filter(isObject) : [error];
}

function isNetworkCode(code: string): boolean {
  return /^(E(?!RR_)[A-Z]{2}|UND_ERR_|ERR_(TLS|SSL)_|CERT_|DEPTH_ZERO_|SELF_SIGNED_|UNABLE_TO_)/.test(code);
}

/** A system call that reads or writes belongs to a connection that stood: the request may have arrived. */
function phaseOf(error: Record<string, unknown>): 'connecting' | 'securing' | 'sent' {
  const { syscall } = error;
  if (syscall === 'read' || syscall === 'write') return 'sent';
  const code = String(error['code']);
  if (connectCodes.has(code) || syscall === 'connect' || syscall === 'getaddrinfo') return 'connecting';
  return /^(ERR_TLS_CERT_|CERT_|DEPTH_ZERO_|SELF_SIGNED_|UNABLE_TO_|ERR_SSL_WRONG_VERSION_NUMBER)/.test(code)
    ? 'securing'
    : 'sent';
}

/** An error before any output is an error like any other, under a success status; after that, somebody paid for a part. */
function readBrokenStream(error: Record<string, unknown>): ProviderError {
  const body = isObject(error['frame']) ? error['frame'] : undefined;
  const text = String(error['message']);
  if (body === undefined || error['hadOutput'] === true) return { kind: 'unreadable', text };
  const report = reportOf(body);
  return { kind: 'http', status: statusInStream(body, report), headers: {}, body, report, inStream: true };
}

/** The status that an event names, else the one that its kind of error comes under outside of a stream. */
function statusInStream(body: Record<string, unknown>, { code, type }: ProviderReport): number {
  const named = statusNamed(errorIn(body));
  if (named !== undefined) return named;
  const kinds = [code, type].filter((kind) => kind !== undefined);
  const meaning = meaningOf({ kinds, text: '' });
  if (meaning !== undefined) return statusOfMeaning[meaning];
  const words = kinds.join(' ').toLowerCase();
  return statusWords.find(([pattern]) => pattern.test(words))?.[1] ?? 500;
}

const statusOfMeaning: Readonly<Record<ErrorMeaning, number>> = {
  'too-long': 400,
  'spend-limit': 402,
  moderated: 400,
  'rate-limited': 429,
  overloaded: 503,
};

/** Of kinds that mean nothing more than their status. */
const statusWords: readonly (readonly [RegExp, number])[] = [
  [/unavailable/, 503],
  [/quota|exhausted/, 429],
  [/billing|credit/, 402],
  [/authentication|api_key|unauthenticated/, 401],
  [/permission/, 403],
  [/not_found/, 404],
  [/too_large/, 413],
  [/invalid|bad_request/, 400],
];

/** Whatever the body says; whoever tells it takes the secrets out and cuts it. */
function textOf(responseBody: unknown): { readonly text?: string } {
  const text = typeof responseBody === 'string' ? plainWords(responseBody) : '';
  return text === '' ? {} : { text };
}

function parseObject(text: unknown): Record<string, unknown> | undefined {
  if (isObject(text)) return text;
  if (typeof text !== 'string') return undefined;
  try {
    const value: unknown = JSON.parse(text);
    if (isObject(value)) return value;
    // Google's servers wrap the object in a list.
    return Array.isArray(value) && isObject(value[0]) ? value[0] : undefined;
  } catch {
    return undefined;
  }
}

function lowerCaseKeys(headers: unknown): Record<string, string> {
  if (!isObject(headers)) return {};
  return Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [name.toLowerCase(), String(value)]),
  );
}
