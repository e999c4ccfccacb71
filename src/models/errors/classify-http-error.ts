import { type FailureType, failureTypes } from '../../core/values/failure-types.ts';
import { given } from '../../core/values/given.ts';
import { retryAfterMs } from '../../core/values/retry-after-ms.ts';
import { errorInsteadOfAnswer } from './error-instead-of-answer.ts';
import { askedAboveLimit, waitInText } from './error-meanings.ts';
import type { ErrorMeaning } from './error-wordings.ts';
import { meaningIn, wordsOf } from './error-words.ts';
import { googleRetryAfter } from './google-retry-after.ts';
import { type ModelErrorClass, withBilling } from './model-error-class.ts';
import type { HttpError } from './read-provider-error.ts';
import { type Advice, tellHttpError } from './tell-http-error.ts';

interface Verdict extends Advice {
  readonly type: FailureType;
  readonly retryable?: boolean;
  readonly throttled?: boolean;
  readonly passing?: boolean;
}

/** Say what an answer that is not a usable 200 means. See `classifyModelError` for the rules. */
export function classifyHttpError(error: HttpError, modelId: string, nowMs: number): ModelErrorClass {
  const verdict = verdictOn(error);
  const retryable = verdict.retryable === true && error.headers['x-should-retry'] !== 'false';
  const passing = verdict.passing === true && error.headers['x-should-retry'] !== 'false';
  const wait = retryable || passing ? waitOf(error, nowMs) : undefined;
  return withBilling({
    type: verdict.type,
    message: tellHttpError(error, modelId, verdict),
    retryable,
    ...given({ retryAfterMs: wait }),
    ...(verdict.throttled === true ? { throttled: true } : {}),
    ...(passing ? { passing } : {}),
  });
}

function waitOf(error: HttpError, nowMs: number): number | undefined {
  return (
    retryAfterMs(error.headers, nowMs) ??
    retryAfterMs(googleRetryAfter(error.body), nowMs) ??
    waitInText(wordsOf(error).text)
  );
}

function verdictOn(error: HttpError): Verdict {
  const { status, report } = error;
  if (isSuccess(status)) {
    const told = toldUnderSuccess(error);
    if (told !== undefined) return told;
    return {
      type: failureTypes.modelBillUnknown,
      next: `${unreadableBecause(error)} ${maybeBilled}`,
    };
  }
  if (report.code === 'tool_use_failed') return answeredAlready;
  const meaning = meaningIn(error);
  if (meaning !== undefined && (saysItself(error) || isFinal(meaning)))
    return verdictsByMeaning(error, meaning);
  // Nobody says this one but who sheds load; a page may be of anybody.
  if (status === 529 && error.body !== undefined) return overloaded;
  if (status >= 500) return serverVerdict(error);
  if ((status === 408 || status === 409) && !hasErrorBody(error)) return fromGateway;
  return clientVerdicts[status] ?? clientVerdictByReport(error);
}

/** Also the last attempt's words: whether another one follows is the policy's affair. */
const retried = 'Nothing was billed.';
const rejected = 'Nothing was billed. The same request fails again: mend what the provider names.';
const maybeBilled = 'It may have been billed; its worst case counts as unsettled.';

const keyRefused: Verdict = { type: failureTypes.modelAuthentication, next: '', check: 'key' };
const modelUnknown: Verdict = { type: failureTypes.modelNotFound, next: '', check: 'model' };

const quota: Verdict = {
  type: failureTypes.modelQuota,
  next: 'Waiting does not help: raise the provider account’s spend limit or credit, or use another model.',
};

const fromGateway: Verdict = {
  type: failureTypes.modelBillUnknown,
  next:
    'It came without the provider’s error body, so from a gateway, and the model may have answered behind it. ' +
    maybeBilled,
  passing: true,
};

const clientVerdicts: Readonly<Record<number, Verdict>> = {
  401: keyRefused,
  402: quota,
  403: { type: failureTypes.modelPermission, next: 'The key may not do this.', check: 'key' },
  404: modelUnknown,
  408: { type: failureTypes.modelServerError, next: retried, retryable: true },
  409: { type: failureTypes.modelServerError, next: retried, retryable: true },
  413: {
    type: failureTypes.modelRequestTooLarge,
    next: 'The request is too large in bytes: let tools return less, or start a new conversation.',
  },
  425: { type: failureTypes.modelServerError, next: retried, retryable: true },
  429: { type: failureTypes.modelRateLimited, next: retried, retryable: true, throttled: true },
  // Of whoever stands between, where this side was gone before the answer came.
  499: fromGateway,
};

/** Groq: the model ran, and what it wrote was no valid tool call. */
const answeredAlready: Verdict = {
  type: failureTypes.modelBillUnknown,
  next: `The model had answered already. ${maybeBilled}`,
};

function verdictsByMeaning(error: HttpError, meaning: ErrorMeaning): Verdict {
  switch (meaning) {
    case 'too-long':
      return { type: failureTypes.modelContextTooLong, next: tooLongNext(error) };
    case 'spend-limit':
      return quota;
    case 'moderated':
      return {
        type: failureTypes.modelInputRefused,
        next: 'Nothing was billed. The provider does not take this content; the same request is refused again.',
      };
    case 'rate-limited':
      return { type: failureTypes.modelRateLimited, next: retried, retryable: true, throttled: true };
    case 'overloaded':
      return overloaded;
  }
}

const overloaded: Verdict = {
  type: failureTypes.modelOverloaded,
  next: retried,
  retryable: true,
  throttled: true,
};

function tooLongNext(error: HttpError): string {
  const { text } = wordsOf(error);
  const above = askedAboveLimit(text);
  if (above !== undefined && error.status !== 400) {
    const { limit, requested } = above;
    return `The account takes ${limit} tokens a minute and this request alone needs ${requested}: it must be made shorter, or the account’s limit raised.`;
  }
  return /extra usage/i.test(text)
    ? 'The provider account takes no request this long: the conversation must be made shorter, or the account raised.'
    : 'The conversation must be made shorter.';
}

/** These are so whatever status they come under; a rate limit or an overload is one where the provider itself says so. */
function isFinal(meaning: ErrorMeaning): boolean {
  return meaning === 'too-long' || meaning === 'spend-limit' || meaning === 'moderated';
}

/** A page of a gateway may call anything overloaded; a provider says it in an error object. */
function saysItself(error: HttpError): boolean {
  return hasErrorBody(error) && ![401, 404, 402, 413].includes(error.status);
}

/** Undefined where an error in place of an answer tells neither its status nor what it means: nobody knows what it cost. */
function toldUnderSuccess(error: HttpError): Verdict | undefined {
  const instead = errorInsteadOfAnswer(error.body);
  if (instead === undefined) return undefined;
  const { status } = instead;
  if (status === undefined) return meaningVerdict(error);
  return status >= 500 ? (meaningVerdict(error) ?? namedServerError) : verdictOn({ ...error, status });
}

const namedServerError: Verdict = {
  type: failureTypes.modelServerError,
  next: `${retried} It came as an error under a success status, with neither an answer nor usage.`,
  retryable: true,
};

function meaningVerdict(error: HttpError): Verdict | undefined {
  const meaning = meaningIn(error);
  return meaning === undefined ? undefined : verdictsByMeaning(error, meaning);
}

const authenticationCodes = new Set(['invalid_api_key', 'API_KEY_INVALID']);

/** OpenAI reports an unknown model as 400 on one endpoint and 404 on another; servers that imitate it vary more. */
function clientVerdictByReport({ report: { code, type } }: HttpError): Verdict {
  if (code === 'model_not_found' || type === 'not_found_error') {
    return modelUnknown;
  }
  if (authenticationCodes.has(code ?? '') || type === 'authentication_error') {
    return keyRefused;
  }
  return { type: failureTypes.modelBadRequest, next: rejected };
}

const lateGateway: Verdict = {
  type: failureTypes.modelBillUnknown,
  next: `A gateway gave up on what is behind it, and the model may have answered there. ${maybeBilled}`,
  passing: true,
};

function hasErrorBody({ body, report }: HttpError): boolean {
  return body !== undefined && (body['error'] !== undefined || report.message !== undefined);
}

/** Statuses of whoever stands between: of the model behind they know nothing. */
const gatewayStatuses = new Set([502, 504, 520, 522, 524]);
/** Kinds that a provider gives its own failures. */
const ownFailures = new Set([
  'api_error',
  'server_error',
  'internal_server_error',
  'internal',
  'unavailable',
]);

function serverVerdict(error: HttpError): Verdict {
  const { status, report } = error;
  if (!hasErrorBody(error)) return fromGateway;
  const kinds = [report.type, report.code].map((kind) => kind?.toLowerCase() ?? '');
  if (gatewayStatuses.has(status) && !kinds.some((kind) => ownFailures.has(kind))) return lateGateway;
  return status === 503
    ? overloaded
    : { type: failureTypes.modelServerError, next: retried, retryable: true };
}

function isSuccess(status: number): boolean {
  return status >= 200 && status < 300;
}

function unreadableBecause({ body }: HttpError): string {
  if (body === undefined) return 'The answer was cut or is not JSON.';
  if (body['error'] !== undefined && body['error'] !== null)
    return 'The answer is an error under a success status.';
  return body['usage'] === undefined
    ? 'The answer does not say how many tokens it used.'
    : 'The answer does not have the shape that the provider documents.';
}
