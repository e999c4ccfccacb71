import { defaultDataConverter, type PayloadCodec } from '@temporalio/common';
import { describe, expect, it } from 'vitest';
import { isUndecoded } from '../../src/core/values/undecoded.ts';
import { decodeFirst } from '../../src/histories/decode-payload.ts';

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const converter = (...payloadCodecs: PayloadCodec[]) => ({ ...defaultDataConverter, payloadCodecs });

describe('decodeFirst', () => {
  it('marks a payload that the converter cannot read', async () => {
    const payload = { metadata: { encoding: bytes('json/protobuf') }, data: bytes('{}') };
    expect(isUndecoded(await decodeFirst(converter(), [payload]))).toBe(true);
  });

  it('rejects when a codec fails: without its key nothing that was told would be right', async () => {
    const keyless: PayloadCodec = {
      encode: async (payloads) => payloads,
      decode: async () => {
        throw new Error('no key');
      },
    };
    const payload = { metadata: { encoding: bytes('binary/encrypted') }, data: bytes('x') };
    await expect(decodeFirst(converter(keyless), [payload])).rejects.toThrow('no key');
  });
});
