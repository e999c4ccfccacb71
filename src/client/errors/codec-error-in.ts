import type { PayloadCodecError } from '../../payloads/payload-codec-error.ts';
import { HoldfastError } from './holdfast-error.ts';

/** A codec of this process failed at what the server sent, or at what it was to be sent; the SDK wraps that. */
export function codecErrorIn(error: unknown): HoldfastError | undefined {
  for (let current = error, depth = 0; depth < 5 && current instanceof Error; depth++) {
    if (current.name === 'PayloadCodecError') {
      const { code, kind, message, unchanged, advice } = current as PayloadCodecError;
      return new HoldfastError({ code, kind, message, unchanged, advice, cause: error });
    }
    current = current.cause;
  }
  return undefined;
}
