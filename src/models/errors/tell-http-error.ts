import { parseModelId } from '../../core/model/model-id.ts';
import { findProviderFamily } from '../provider-families.ts';
import { quoteProvider } from './quote-provider.ts';
import type { HttpError } from './read-provider-error.ts';

/** What follows from an error, for people. */
export interface Advice {
  readonly next: string;
  /** What of the provider’s settings they have to look at. */
  readonly check?: 'key' | 'model';
}

/** Tell an error that came as an answer: status and cause first, since lists and lines of steps are cut at their end. */
export function tellHttpError(error: HttpError, modelId: string, { next, check }: Advice): string {
  return [
    `${said(error)}.`,
    `The model call to ${modelId} failed.`,
    next,
    check && whatToCheck(check, modelId),
  ]
    .filter(Boolean)
    .join(' ');
}

function said({ status, report, text, inStream }: HttpError): string {
  const kind = report.type ?? report.code;
  const words = [report.message, report.detail].filter((part) => part !== undefined).join(': ') || text;
  return [
    `${inStream ? 'an error in the stream' : `HTTP ${status}`}${kind === undefined ? '' : ` ${quoteProvider(kind)}`}`,
    ...(words === undefined ? [] : [quoteProvider(words).replace(/\.$/, '')]),
  ].join(': ');
}

function whatToCheck(check: NonNullable<Advice['check']>, modelId: string): string {
  const family = findProviderFamily(parseModelId(modelId)?.provider ?? '');
  return check === 'key'
    ? `Check ${family?.keyVariable ?? 'the provider’s key variable'} in the worker’s environment.`
    : `Check the model id, and ${family?.baseUrlVariable ?? 'the provider’s base URL variable'} in the worker’s environment where it is set.`;
}
