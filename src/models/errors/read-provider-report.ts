import { isObject } from '../../core/values/fields-of.ts';
import { given } from '../../core/values/given.ts';

/** The provider's own words: Anthropic's and OpenAI's envelope, and the looser ones of servers that imitate them. */
export interface ProviderReport {
  readonly type?: string;
  readonly code?: string;
  /** The field of the request that it is about. */
  readonly param?: string;
  /** What a person reads first; of a nested or listed text, its parts joined. */
  readonly message?: string;
  /** What the provider passed on of another one behind it, or of its reasons. */
  readonly detail?: string;
}

/** So deep are errors nested that somebody wrote on purpose. */
const deepest = 6;
/** Of one list of mistakes. */
const mostTexts = 5;

/** Read what a body says of an error, whatever its nesting; nothing of a body that says none. */
export function reportOf(body: Record<string, unknown> | undefined): ProviderReport {
  if (body === undefined) return {};
  const error = errorIn(body);
  const message = firstText([
    error['message'],
    error['msg'],
    error === body ? undefined : body['message'],
    typeof body['error'] === 'string' ? body['error'] : undefined,
    error['detail'] ?? body['detail'],
    error['errors'] ?? body['errors'],
    error['status_msg'],
    error['error_description'] ?? body['error_description'],
    error['title'] ?? body['title'],
  ]);
  const code = codeIn(error['details']) ?? error['code'] ?? error['status_code'];
  // Google names the kind of error in `status`; the events of OpenAI's streams are all of type `error`.
  const type = error['type'] === 'error' ? undefined : (error['type'] ?? error['__type'] ?? error['status']);
  const detail = firstText([
    metadataOf(error['metadata']),
    message === undefined ? undefined : textsIn(error['innererror']),
  ]);
  return {
    ...given({
      type: wordOf(type),
      code: wordOf(code),
      param: wordOf(error['param']),
      message,
      detail: detail === message ? undefined : detail,
    }),
  };
}

/** The error itself: enveloped, within a failed Response, beside an empty answer, or bare. */
export function errorIn(body: Record<string, unknown>): Record<string, unknown> {
  const response = isObject(body['response']) ? body['response'] : {};
  return [body['error'], response['error'], body['base_resp']].find(isObject) ?? body;
}

function wordOf(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}

function firstText(values: readonly unknown[]): string | undefined {
  for (const value of values) {
    const text = textsIn(value)?.trim();
    if (text !== undefined && text !== '') return text;
  }
  return undefined;
}

/** A text, or what is said within an object or a list: where, then what. */
function textsIn(value: unknown, depth = 0): string | undefined {
  if (typeof value === 'string') return value;
  if (depth > deepest || !isObject(value)) return undefined;
  if (Array.isArray(value)) {
    const texts = value.slice(0, mostTexts).flatMap((item) => textsIn(item, depth + 1) ?? []);
    return texts.length === 0 ? undefined : texts.join('; ');
  }
  const said = ['message', 'msg', 'detail', 'error', 'reason', 'description', 'title', 'errors', 'code']
    .map((field) => textsIn(value[field], depth + 1))
    .find((text) => text !== undefined && text !== '');
  const place = placeIn(value['loc'] ?? value['path'] ?? value['field'] ?? value['param']);
  return said === undefined || place === undefined ? said : `${place}: ${said}`;
}

function placeIn(loc: unknown): string | undefined {
  if (typeof loc === 'string' && loc !== '') return loc;
  return Array.isArray(loc) && loc.length > 0 ? loc.map(String).join('.') : undefined;
}

/** A router's: the text of the provider behind it, or why something was flagged. */
function metadataOf(metadata: unknown): string | undefined {
  if (!isObject(metadata)) return undefined;
  const { raw, reasons } = metadata;
  if (typeof raw === 'string') return textsIn(parsed(raw)) ?? raw;
  return textsIn(raw) ?? textsIn(reasons);
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Anthropic's `error_code`, or the reason in Google's list of details. */
function codeIn(details: unknown): unknown {
  if (!Array.isArray(details)) return isObject(details) ? details['error_code'] : undefined;
  return details.filter(isObject).find((detail) => typeof detail['reason'] === 'string')?.['reason'];
}
