import { describe, expect, it } from 'vitest';
import { dataConverterMistakes, resolveDataConverter } from '../../src/payloads/data-converter.ts';
import { SealingCodec } from '../support/payloads/sealing-codec.ts';

describe('dataConverterMistakes', () => {
  it.each<[string, unknown, RegExp]>([
    ['a text', 'json', /no object/],
    ['a list', [], /no object/],
    ['a relative path', { payloadConverterPath: './converter.ts' }, /not a path from the root; give new URL/],
    ['an address', { payloadConverterPath: new URL('https://a.example/c.ts') }, /not a path from the root/],
    ['codecs that are no list', { payloadCodecs: new SealingCodec('k') }, /no list/],
    ['a codec that only encodes', { payloadCodecs: [{ encode: () => [] }] }, /payloadCodecs\[0\] lacks/],
    ['a field that is not taken', { failureConverterPath: '/a.ts' }, /failureConverterPath is not taken/],
  ])('names %s', (_, definition, mistake) => {
    expect(dataConverterMistakes(definition)).toEqual([expect.stringMatching(mistake)]);
  });

  it('finds none in a path, a URL and codecs', () => {
    const payloadCodecs = [new SealingCodec('k')];
    expect(dataConverterMistakes(undefined)).toEqual([]);
    expect(dataConverterMistakes({ payloadConverterPath: '/a/b.ts', payloadCodecs })).toEqual([]);
    expect(dataConverterMistakes({ payloadConverterPath: new URL('file:///a/b.ts') })).toEqual([]);
  });
});

describe('resolveDataConverter', () => {
  it('is nothing where nothing is asked for, and names the file of a URL', () => {
    expect(resolveDataConverter({})).toBeUndefined();
    expect(resolveDataConverter({ payloadConverterPath: new URL('file:///a%20b/c.ts') })).toEqual({
      payloadConverterPath: '/a b/c.ts',
      payloadCodecs: [],
    });
  });
});
