import { type FailureType, failureTypes } from '../../core/values/failure-types.ts';
import { retryAfterMs } from '../../core/values/retry-after-ms.ts';
import { googleRetryAfter } from './google-retry-after.ts';
import type { ModelErrorClass } from './model-error-class.ts';
import { quoteProvider } from './quote-provider.ts';
import type { ProviderError, ProviderReport } from './read-provider-error.ts';

type HttpError = Extract<ProviderError, { kind: 'http' }>;

/** A provider that asks for more than this does not come back soon: people, or another model, are to know. */
const longestWaitMs = 120_000;

interface Verdict {
  readonly type: FailureType;
  readonly next: string;
  readonly retryable?: boolean;
  readonly throttled?: boolean;
}

/** Say what an answer that is not a usable 200 means. See `classifyModelError` for the rules. */
export function classifyHttpError(error: HttpError, modelId: string, nowMs: number): ModelErrorClass {
  const verdict = verdictOn(error);
  const billUnknown = verdict.type === failureTypes.modelBillUnknown;
  const wait = retryAfterMs(error.headers, nowMs) ?? retryAfterMs(googleRetryAfter(error.body), nowMs);
  const tooLong = wait !== undefined && wait > longestWaitMs;
  const retryable = verdict.retryable === true && error.headers['x-should-retry'] !== 'false' && !tooLong;
  const next =
    verdict.retryable === true && tooLong
      ? `Nothing was billed. It asks for a wait of ${Math.ceil(wait / 1_000)} s, longer than a run sits out.`
      : verdict.next;
  return {
    type: verdict.type,
    message: `The model call to ${modelId} failed: ${said(error)}. ${next}`,
    retryable,
    billing: billUnknown ? 'unknown' : 'unbilled',
    ...(retryable && wait !== undefined ? { retryAfterMs: wait } : {}),
    ...(verdict.throttled === true ? { throttled: true } : {}),
  };
}

function verdictOn(error: HttpError): Verdict {
  const { status, report } = error;
  if (status >= 200 && status < 300) {
    return {
      type: failureTypes.modelBillUnknown,
      next: `${unreadableBecause(error)} It may have been billed, so it is not repeated as it is.`,
    };
  }
  if (status >= 500) return serverVerdict(error);
  if ((status === 408 || status === 409) && !hasErrorBody(error)) return fromGateway;
  if (isContextTooLong(report)) {
    return { type: failureTypes.modelContextTooLong, next: 'The conversation must be made shorter.' };
  }
  if (isSpendLimit(error)) {
    return {
      type: failureTypes.modelQuota,
      next: 'Waiting does not help: raise the provider account’s spend limit or credit, or use another model.',
    };
  }
  return clientVerdicts[status] ?? clientVerdictByReport(report);
}

/** Also the last attempt's words: whether another one follows is the policy's affair. */
const retried = 'Nothing was billed.';
const rejected = 'Nothing was billed. The same request fails again: mend what the provider names.';
const keyNext = 'Check the provider’s key variable in the worker’s environment.';
const modelNext = 'Check the model id, and the provider’s base URL variable if one is set.';

const clientVerdicts: Readonly<Record<number, Verdict>> = {
  401: { type: failureTypes.modelAuthentication, next: keyNext },
  403: { type: failureTypes.modelPermission, next: `The key may not do this. ${keyNext}` },
  404: { type: failureTypes.modelNotFound, next: modelNext },
  408: { type: failureTypes.modelServerError, next: retried, retryable: true },
  409: { type: failureTypes.modelServerError, next: retried, retryable: true },
  413: {
    type: failureTypes.modelRequestTooLarge,
    next: 'The request is too large in bytes: let tools return less, or start a new conversation.',
  },
  429: { type: failureTypes.modelRateLimited, next: retried, retryable: true, throttled: true },
};

const authenticationCodes = new Set(['invalid_api_key', 'API_KEY_INVALID']);

/** OpenAI reports an unknown model as 400 on one endpoint and 404 on another; servers that imitate it vary more. */
function clientVerdictByReport({ code, type }: ProviderReport): Verdict {
  if (code === 'model_not_found' || type === 'not_found_error') {
    return { type: failureTypes.modelNotFound, next: modelNext };
  }
  if (code === 'tool_use_failed') {
    // Groq: the model ran, and what it wrote was no valid tool call.
    return {
      type: failureTypes.modelBillUnknown,
      next: 'The model had answered already. It may have been billed, so it is not repeated as it is.',
    };
  }
  if (authenticationCodes.has(code ?? '') || type === 'authentication_error') {
    return { type: failureTypes.modelAuthentication, next: keyNext };
  }
  return { type: failureTypes.modelBadRequest, next: rejected };
}

const fromGateway: Verdict = {
  type: failureTypes.modelBillUnknown,
  next:
    'It came without the provider’s error body, so from a gateway, and the model may have answered behind it. ' +
    'It may have been billed, so it is not repeated as it is.',
};

function hasErrorBody({ body, report }: HttpError): boolean {
  return body !== undefined && (body['error'] !== undefined || report.message !== undefined);
}

function serverVerdict(error: HttpError): Verdict {
  const { status, report } = error;
  if (!hasErrorBody(error)) return fromGateway;
  const overloaded =
    status === 529 ||
    status === 503 ||
    report.type === 'overloaded_error' ||
    report.code === 'server_is_overloaded';
  return overloaded
    ? { type: failureTypes.modelOverloaded, next: retried, retryable: true, throttled: true }
    : { type: failureTypes.modelServerError, next: retried, retryable: true };
}

function isContextTooLong({ code, type, message = '' }: ProviderReport): boolean {
  if (code === 'context_length_exceeded' || type === 'exceed_context_size_error') return true;
  return (
    /prompt is too long|maximum context length|input is too long for/i.test(message) ||
    /input token count .*exceeds the maximum/i.test(message) ||
    /exceeds? (the |your |this |the model.s )?context (window|limit|size)/i.test(message)
  );
}

const spendCodes = new Set([
  'insufficient_quota',
  'credit_balance_exhausted',
  'enforced_spend_limit_reached',
  'billing_hard_limit_reached',
  'billing_not_active',
  'billing_error',
  'quota_exceeded',
]);

/** A limit that waiting some seconds does not lift, under whichever status it comes. */
function isSpendLimit({ status, body, report }: HttpError): boolean {
  if (status === 402 || spendCodes.has(report.code ?? '') || spendCodes.has(report.type ?? '')) return true;
  if (/credit balance is too low|specified API usage limits|spending cap/i.test(report.message ?? ''))
    return true;
  // Google says RESOURCE_EXHAUSTED for a minute's limit and a day's alike; only the quota's id tells them apart.
  return status === 429 && /"quotaId":\s*"[^"]*PerDay/.test(JSON.stringify(body ?? {}));
}

function unreadableBecause({ body }: HttpError): string {
  if (body === undefined) return 'The answer was cut or is not JSON.';
  if (body['error'] !== undefined) return 'The answer is an error under a success status.';
  return body['usage'] === undefined
    ? 'The answer does not say how many tokens it used.'
    : 'The answer does not have the shape that the provider documents.';
}

function said({ status, report, inStream }: HttpError): string {
  const kind = report.type ?? report.code;
  return [
    `${inStream ? 'an error in the stream' : `HTTP ${status}`}${kind === undefined ? '' : ` ${quoteProvider(kind)}`}`,
    ...(report.message === undefined ? [] : [quoteProvider(report.message).replace(/\.$/, '')]),
  ].join(': ');
}
