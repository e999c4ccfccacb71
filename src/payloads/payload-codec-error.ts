import type { PayloadCodec } from '@temporalio/common';

/**
 * Tell that a codec of the configuration failed at a payload: it lacks its key, or somebody sent what it takes for its own.
 *
 * Where it meets a worker, the run stands still and is tried again, as nothing would be right without; whoever reads the run
 * is told.
 */
export class PayloadCodecError extends Error {
  override readonly name = 'PayloadCodecError';
  readonly code = 'payload_codec_failed';
  /** As `HoldfastError` names it. */
  readonly kind = 'not-permitted';
  readonly unchanged = 'Nothing was changed.';
  readonly advice = advice;

  constructor(codec: string, verb: 'encode' | 'decode', cause: unknown) {
    const why = cause instanceof Error ? cause.message : String(cause);
    super(`The payload codec ${codec} could not ${verb} a payload: ${why}`, { cause });
  }
}

const advice =
  'Give this process the keys that the run was written with (payloadCodecs of its configuration), then try again.';

/** Have each codec's errors say whose they are. */
export function namedCodecs(codecs: readonly PayloadCodec[]): PayloadCodec[] {
  return codecs.map((codec, index) => {
    const own = codec.constructor?.name;
    const name = own === undefined || own === 'Object' ? String(index + 1) : own;
    const naming = async (verb: 'encode' | 'decode', given: Parameters<PayloadCodec['encode']>) => {
      try {
        return await codec[verb](...given);
      } catch (error) {
        throw new PayloadCodecError(name, verb, error);
      }
    };
    return { encode: (...given) => naming('encode', given), decode: (...given) => naming('decode', given) };
  });
}
