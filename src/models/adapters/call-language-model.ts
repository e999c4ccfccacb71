import type {
  LanguageModelV4,
  LanguageModelV4CallOptions,
  LanguageModelV4Content,
  LanguageModelV4FinishReason,
  LanguageModelV4StreamPart,
  LanguageModelV4Usage,
  SharedV4ProviderMetadata,
} from '@ai-sdk/provider';
import { isObject } from '../../core/values/fields-of.ts';
import { BrokenStreamError } from '../errors/broken-stream-error.ts';
import { StreamContent } from './stream-content.ts';

export interface LanguageModelAnswer {
  readonly content: readonly LanguageModelV4Content[];
  readonly finishReason: LanguageModelV4FinishReason;
  readonly usage: LanguageModelV4Usage;
  readonly providerMetadata?: SharedV4ProviderMetadata | undefined;
}

/**
 * Make one call: as a stream when somebody listens, else at once. Both ways end in the same answer.
 *
 * @throws BrokenStreamError when a stream ends in an error event, or without having come to its end.
 */
export async function callLanguageModel(
  model: LanguageModelV4,
  options: LanguageModelV4CallOptions,
  onText: ((delta: string) => void) | undefined,
): Promise<LanguageModelAnswer> {
  if (onText === undefined) return model.doGenerate(options);
  return readStream(await openStream(model, options), onText);
}

async function openStream(model: LanguageModelV4, options: LanguageModelV4CallOptions) {
  try {
    return (await model.doStream(options)).stream;
  } catch (error) {
    // Of Anthropic's adapter, about a stream whose first event it could not read: it was sent, and answered with 200.
    if (error instanceof Error && error.message === 'Expected a normalized Anthropic stream error') {
      throw new BrokenStreamError('the first event of the stream could not be read', { hadOutput: true });
    }
    throw error;
  }
}

async function readStream(
  stream: ReadableStream<LanguageModelV4StreamPart>,
  onText: (delta: string) => void,
): Promise<LanguageModelAnswer> {
  const content = new StreamContent();
  let finish: Extract<LanguageModelV4StreamPart, { type: 'finish' }> | undefined;
  let hadOutput = false;
  for await (const part of stream) {
    content.add(part);
    switch (part.type) {
      case 'text-delta':
        if (part.delta !== '') {
          hadOutput = true;
          onText(part.delta);
        }
        break;
      case 'reasoning-delta':
      case 'tool-input-delta':
        hadOutput ||= part.delta !== '';
        break;
      case 'tool-call':
        hadOutput = true;
        break;
      case 'finish':
        finish = part;
        break;
      case 'error':
        throw asThrown(part.error, hadOutput);
      default:
        break;
    }
  }
  if (finish === undefined || finish.finishReason.unified === 'interrupted') {
    throw new BrokenStreamError('the stream stopped before the answer was whole', { hadOutput: true });
  }
  return {
    content: content.read(),
    finishReason: finish.finishReason,
    usage: finish.usage,
    providerMetadata: finish.providerMetadata,
  };
}

/**
 * The SDK's own errors, about a part that it could not read, stay as they are, unless that part says of itself that it
 * is an error; a provider's error object is wrapped.
 */
function asThrown(error: unknown, hadOutput: boolean): unknown {
  const told = isObject(error) ? error : { message: String(error) };
  const unread = told['value'];
  if (error instanceof Error && !saysError(unread)) return error;
  const frame = error instanceof Error ? unread : (told['data'] ?? told);
  const message = messageIn(error instanceof Error ? unread : told) ?? JSON.stringify(frame);
  return new BrokenStreamError(message, { frame, hadOutput });
}

function saysError(part: unknown): boolean {
  return isObject(part) && (part['type'] === 'error' || isObject(part['error']));
}

function messageIn(part: unknown): string | undefined {
  if (!isObject(part)) return undefined;
  return typeof part['message'] === 'string' ? part['message'] : messageIn(part['error']);
}
