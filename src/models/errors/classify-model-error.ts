import type { AnswerEnding } from '../../core/model/answer-ending.ts';
import { failureTypes } from '../../core/values/failure-types.ts';
import { classifyHttpError } from './classify-http-error.ts';
import { type ModelErrorClass, withBilling } from './model-error-class.ts';
import { quoteProvider } from './quote-provider.ts';
import { readProviderError } from './read-provider-error.ts';
import { withoutSecrets } from './without-secrets.ts';

/**
 * Say what an error of a model call means, by its shape and status.
 *
 * Certainly unbilled and retryable: no connection (refused, no such host), 408, 409, 429 that is not a spend limit or
 * quota, 5xx with an error body. Never retried, the bill unknown: a reset or timeout after sending, a cut or
 * unreadable answer, an answer without usage, an abort, and a 5xx *without* an error body, for that one comes from
 * a gateway that does not know what the model behind it did.
 *
 * `secrets` are taken out of whatever the provider said: some send the key back.
 */
export function classifyModelError(
  error: unknown,
  modelId: string,
  { nowMs = Date.now(), secrets = [] }: { nowMs?: number; secrets?: readonly string[] } = {},
): ModelErrorClass {
  const read = withoutSecrets(readProviderError(error), secrets);
  switch (read.kind) {
    case 'http':
      return classifyHttpError(read, modelId, nowMs);
    case 'network':
      return read.phase === 'sent'
        ? billUnknown(modelId, `the connection broke after the request was sent (${read.code})`)
        : withBilling({
            type: failureTypes.modelUnreachable,
            message:
              `Could not connect to the provider of ${modelId}: ${quoteProvider(read.text)} (${read.code}). ` +
              'Nothing was sent. Check the network and the provider’s base URL variable.',
            retryable: read.phase === 'connecting',
          });
    case 'aborted':
      return read.reason === 'timeout' ? timedOut(modelId) : billUnknown(modelId, 'the call was aborted');
    case 'unreadable':
      return billUnknown(modelId, `the answer could not be read: ${quoteProvider(read.text)}`);
    case 'unsent':
      return withBilling({
        type: failureTypes.modelBadRequest,
        message: `The model call to ${modelId} was not sent: ${read.text}.`,
        retryable: false,
      });
    case 'other':
      return unexpected(`The model call to ${modelId} failed unexpectedly: ${quoteProvider(read.text)}.`);
  }
}

/** Say that an answer came, was billed, and our own code could not work with it: never asked for again by itself. */
export function classifyUnusableAnswer(error: unknown, modelId: string): ModelErrorClass {
  const text = quoteProvider(error instanceof Error ? error.message : String(error));
  return unexpected(`${modelId} answered, and the answer could not be booked: ${text}.`);
}

function unexpected(message: string): ModelErrorClass {
  return withBilling({
    type: failureTypes.modelUnexpected,
    message: `${message} Look for this failure in the worker’s log, which holds its stack.`,
    retryable: false,
  });
}

/** Say that a provider answered without saying what it counted: the bill is unknown, never zero. */
export function classifyMissingUsage(modelId: string, ending: AnswerEnding): ModelErrorClass {
  if (ending.kind === 'refused') {
    return withBilling({
      type: failureTypes.modelRefused,
      message: `${modelId} refused to answer: ${ending.cause}. It did not say how many tokens that used; its worst case counts as unsettled. The same request is refused again, so it was not repeated.`,
      retryable: false,
    });
  }
  return billUnknown(modelId, 'the answer did not say how many tokens it used');
}

/** Asked again it would take as long, and cost as much: that is for people to change. */
function timedOut(modelId: string): ModelErrorClass {
  const unknown = billUnknown(modelId, 'no answer came before the deadline');
  return {
    ...unknown,
    type: failureTypes.modelTimedOut,
    message: `${unknown.message} Give the model a longer timeout in its agent, or let it think less.`,
  };
}

function billUnknown(modelId: string, because: string): ModelErrorClass {
  return withBilling({
    type: failureTypes.modelBillUnknown,
    message:
      `No usable answer: ${because.replace(/\.$/, '')}. The model call to ${modelId} was sent. ` +
      'It may have been billed; its worst case counts as unsettled.',
    retryable: false,
  });
}
