import { isObject } from '../../core/values/fields-of.ts';
import { errorIn, reportOf } from './read-provider-report.ts';

/**
 * Find an error under a success status that came in place of an answer: beside neither output nor usage. `status`: the one
 * that it names.
 */
export function errorInsteadOfAnswer(
  body: Readonly<Record<string, unknown>> | undefined,
): { readonly status?: number } | undefined {
  if (body === undefined || answerFields.some((field) => isThere(body[field]))) return undefined;
  const error = errorIn(body);
  const isOne =
    error !== body ||
    typeof body['error'] === 'string' ||
    body['object'] === 'error' ||
    body['type'] === 'error' ||
    isBareError(body);
  if (!isOne) return undefined;
  const status = statusNamed(error) ?? statusNamed(body);
  return status === undefined ? {} : { status };
}

/**
 * The same of one event of a stream, as a frame that says of itself that it is an error; undefined: it is none, or the
 * end of a Response, whose reader looks whether it was billed.
 */
export function errorFrame(event: unknown): Readonly<Record<string, unknown>> | undefined {
  // Google's servers wrap an error in a list.
  const wire = Array.isArray(event) ? event[0] : event;
  if (!isObject(wire) || isObject(wire['response']) || errorInsteadOfAnswer(wire) === undefined)
    return undefined;
  const { error: told, ...rest } = wire;
  const error = isObject(told) ? told : { ...rest, ...(typeof told === 'string' ? { message: told } : {}) };
  return {
    type: 'error',
    error: { ...error, type: typeof error['type'] === 'string' ? error['type'] : 'error' },
  };
}

/** Of servers without an envelope: a `false` or words, and no kind of anything else. */
function isBareError(body: Readonly<Record<string, unknown>>): boolean {
  if (['type', 'object', 'model'].some((field) => typeof body[field] === 'string')) return false;
  const failed = [body['success'], body['ok'], body['status']].some(
    (told) => told === false || told === 'error',
  );
  return failed || reportOf(body).message !== undefined;
}

const answerFields = ['choices', 'usage', 'content', 'output', 'candidates', 'usageMetadata'];

function isThere(value: unknown): boolean {
  return value !== undefined && value !== null && !(Array.isArray(value) && value.length === 0);
}

/** Servers that know an HTTP status send it as a number or its digits. */
export function statusNamed(error: unknown): number | undefined {
  if (!isObject(error)) return undefined;
  return [error['code'], error['status'], error['status_code'], error['statusCode']]
    .map((value) => (typeof value === 'number' || typeof value === 'string' ? Number(value) : Number.NaN))
    .find((value) => Number.isInteger(value) && value >= 400 && value < 600);
}
