import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { defaultPayloadConverter, type Payload, type PayloadCodec } from '@temporalio/common';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { isUndecoded } from '../../src/core/values/undecoded.ts';
import { openPayloads } from '../../src/payloads/open-payloads.ts';
import { SealingCodec } from '../support/payloads/sealing-codec.ts';

const tagged = new URL('../support/payloads/tagged-converter.ts', import.meta.url);
let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'holdfast-payloads-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

let written = 0;
/** A module as somebody may have one, by its text. */
function moduleOf(text: string): { payloadConverterPath: string } {
  const path = join(folder, `converter-${++written}.mjs`);
  writeFileSync(path, text);
  return { payloadConverterPath: path };
}
/** One that writes JSON, with `reviver` on the way back. */
const reviving = (reviver: string, replacer = '(key, value) => value') =>
  moduleOf(`const encoding = new TextEncoder().encode('json/mine');
    export const payloadConverter = {
      toPayload: (value) => ({ metadata: { encoding }, data: new TextEncoder().encode(JSON.stringify(value, ${replacer}) ?? '') }),
      fromPayload: ({ data }) => data.length === 0 ? undefined : JSON.parse(new TextDecoder().decode(data), ${reviver}),
    };`);

describe('openPayloads', () => {
  it('reads what everybody writes, and marks the rest, where nothing is configured', async () => {
    const { payloadConverter, payloadCodecs } = await openPayloads();
    expect(payloadCodecs).toEqual([]);
    expect(payloadConverter.fromPayload(defaultPayloadConverter.toPayload({ a: 1 }))).toEqual({ a: 1 });
    expect(isUndecoded(payloadConverter.fromPayload({ metadata: {} }))).toBe(true);
  });

  it('marks what a converter of one’s own cannot read, or reads as more than JSON', async () => {
    const { payloadConverter } = await openPayloads({ payloadConverterPath: tagged });
    expect(payloadConverter.fromPayload(payloadConverter.toPayload({ $date: 'a' }))).toEqual({ $date: 'a' });
    for (const foreign of [
      defaultPayloadConverter.toPayload({ a: 1 }),
      payloadConverter.toPayload({ at: new Date(0) }),
      payloadConverter.toPayload(10n),
    ])
      expect(isUndecoded(payloadConverter.fromPayload(foreign))).toBe(true);
  });

  it.each<[string, () => { payloadConverterPath: string }, RegExp]>([
    [
      'makes dates of texts that look like one',
      () => reviving('(key, value) => /^\\d{4}-\\d\\d-\\d\\dT/.test(value) ? new Date(value) : value'),
      /"2026-11-27T00:00:00.000Z" (cannot|comes back)|cannot read again "2026-11-27T00:00:00.000Z"/,
    ],
    [
      'does not tell its own marks from values that look like them',
      () =>
        reviving(
          '(key, value) => typeof value?.$big === "string" ? BigInt(value.$big) : value',
          '(key, value) => typeof value === "bigint" ? { $big: String(value) } : value',
        ),
      /cannot read again \{"value":\{"\$big":"10"\}\}/,
    ],
    [
      'leaves out what is null',
      () => reviving('(key, value) => value === null ? undefined : value'),
      /does not carry values as they are: null comes back as undefined/,
    ],
    [
      'cannot write undefined',
      () =>
        reviving(
          'undefined',
          '(key, value) => { if (value === undefined) throw new Error("no"); return value; }',
        ),
      /cannot write undefined/,
    ],
    [
      'makes numbers of texts',
      () => reviving('(key, value) => /^\\d+$/.test(value) ? Number(value) : value'),
      /"12345678901234567890" comes back as 12345678901234567000 \(number\)/,
    ],
    [
      'throws when it is loaded',
      () => moduleOf('throw new Error("no such key")'),
      /cannot be loaded: no such key/,
    ],
    ['exports none', () => moduleOf('export default {}'), /exports no payloadConverter/],
    ['is not there', () => ({ payloadConverterPath: '/nowhere/c.mjs' }), /cannot be loaded/],
  ])('refuses a converter that %s, with a sentence', async (_, definition, sentence) => {
    await expect(openPayloads(definition())).rejects.toMatchObject({
      name: 'DataConverterError',
      code: 'data_converter_unusable',
      kind: 'usage',
      message: expect.stringMatching(sentence),
      advice: expect.stringMatching(/\.$/),
    });
  });

  it('runs codecs in their order, and backwards on the way back', async () => {
    const payloadCodecs = [marking('a'), marking('b')];
    const opened = (await openPayloads({ payloadCodecs })).payloadCodecs;
    let payloads: Payload[] = [{ metadata: {}, data: new Uint8Array() }];
    for (const codec of opened) payloads = await codec.encode(payloads);
    expect(Buffer.from(payloads[0]?.data ?? []).toString()).toBe('ab');
  });

  it('refuses codecs that give another number of payloads', async () => {
    const doubling: PayloadCodec = { encode: async (one) => [...one, ...one], decode: async (two) => two };
    await expect(openPayloads({ payloadCodecs: [doubling] })).rejects.toThrow('give 2 payloads for one');
  });

  it('says which codec failed, and why', async () => {
    const [sealing] = (await openPayloads({ payloadCodecs: [new SealingCodec('one')] })).payloadCodecs;
    const [other] = (await openPayloads({ payloadCodecs: [new SealingCodec('two')] })).payloadCodecs;
    const sealed = await sealing?.encode([defaultPayloadConverter.toPayload('a')]);
    await expect(other?.decode(sealed ?? [])).rejects.toMatchObject({
      name: 'PayloadCodecError',
      code: 'payload_codec_failed',
      message: expect.stringContaining('The payload codec SealingCodec could not decode a payload: '),
    });
  });
});

/** Adds a letter, and insists on taking its own away. */
function marking(letter: string): PayloadCodec {
  const letterCode = letter.charCodeAt(0);
  return {
    encode: async (payloads) =>
      payloads.map((one) => ({ ...one, data: new Uint8Array([...(one.data ?? []), letterCode]) })),
    decode: async (payloads) =>
      payloads.map((one) => {
        if (one.data?.at(-1) !== letterCode) throw new Error(`no ${letter}`);
        return { ...one, data: one.data.slice(0, -1) };
      }),
  };
}
