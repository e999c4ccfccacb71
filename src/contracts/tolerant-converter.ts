import type { Payload, PayloadConverter } from '@temporalio/common';
import { orUndecoded } from '../core/values/undecoded.ts';

/**
 * Let a converter read everything: what it cannot read becomes a mark instead of an error, see `isUndecoded`.
 *
 * Anybody may send a run a signal in an encoding that its workers do not know, and it stands in the run's history for
 * good: an error would fail each workflow task of the run, and every reader of its history. Codecs are not covered: a
 * key that is missing is mended, and until then the run is to wait.
 */
export function tolerantConverter(own: PayloadConverter): PayloadConverter {
  return {
    ...(own.validateConverterHint && {
      validateConverterHint: (hint) => own.validateConverterHint?.(hint) ?? false,
    }),
    toPayload: (...given) => own.toPayload(...given),
    fromPayload: <Value>(...given: Parameters<PayloadConverter['fromPayload']>) =>
      orUndecoded(
        () => own.fromPayload<Value>(...(given as Parameters<typeof own.fromPayload<Value>>)),
        () => encodingOf(given[0]),
      ) as Value,
  };
}

function encodingOf({ metadata }: Payload): string {
  const bytes = metadata?.['encoding'];
  return bytes && bytes.length > 0 ? String.fromCharCode(...bytes.slice(0, 60)) : 'no encoding named';
}
