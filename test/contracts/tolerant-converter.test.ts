import { defaultPayloadConverter, type Payload, type PayloadConverter } from '@temporalio/common';
import { describe, expect, it } from 'vitest';
import { tolerantConverter } from '../../src/contracts/tolerant-converter.ts';
import { isUndecoded } from '../../src/core/values/undecoded.ts';

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const payload = (encoding: string, data: string): Payload => ({
  metadata: { encoding: bytes(encoding) },
  data: bytes(data),
});

/** As somebody may have one: everything in capitals. */
const shouting: PayloadConverter = {
  toPayload: (value) => payload('text/loud', String(value).toUpperCase()),
  fromPayload: <T>({ metadata, data }: Payload): T => {
    if (new TextDecoder().decode(metadata?.['encoding']) !== 'text/loud') throw new Error('not loud');
    return new TextDecoder().decode(data ?? undefined) as T;
  },
};

describe('tolerantConverter', () => {
  it.each<[string, Payload, string]>([
    ['an encoding that is not known', payload('json/protobuf', '{}'), 'json/protobuf'],
    ['JSON that is none', payload('json/plain', '{"a":'), 'json/plain'],
    ['no encoding at all', { data: bytes('x') }, 'no encoding named'],
    ['no metadata', { metadata: {}, data: bytes('x') }, 'no encoding named'],
    ['an encoding without end', payload('x'.repeat(10_000), ''), 'x'.repeat(60)],
  ])('marks what cannot be read: %s', (_, given, encoding) => {
    const value = tolerantConverter(defaultPayloadConverter).fromPayload(given);
    expect(isUndecoded(value) && value.encoding).toBe(encoding);
  });

  it('reads and writes everything else as the converter that it stands around', () => {
    const plain = tolerantConverter(defaultPayloadConverter);
    for (const value of [{ a: [1, null] }, 'text', undefined, null, bytes('b')]) {
      expect(plain.fromPayload(plain.toPayload(value))).toEqual(value);
    }
    const loud = tolerantConverter(shouting);
    expect(loud.fromPayload(loud.toPayload('hello'))).toBe('HELLO');
    expect(isUndecoded(loud.fromPayload(plain.toPayload('hello')))).toBe(true);
  });

  it('cannot be fooled by a value that looks like a mark', () => {
    expect(isUndecoded({ encoding: 'json/protobuf', 'holdfast.undecoded': true })).toBe(false);
  });
});
