import { defaultPayloadConverter, type Payload, type PayloadConverter } from '@temporalio/common';
import { describe, expect, it } from 'vitest';
import { jsonConverter } from '../../src/contracts/json-converter.ts';

/** Gives the same value for every payload. */
const giving = (value: unknown): PayloadConverter => ({
  toPayload: (written) => defaultPayloadConverter.toPayload(written),
  fromPayload: <T>() => value as T,
});
const payload: Payload = { metadata: {} };
const shared = {};
const circular: Record<string, unknown> = {};
circular['itself'] = circular;

describe('jsonConverter', () => {
  it.each<[string, unknown]>([
    ['a date', new Date(0)],
    ['a date within', { a: [{ b: new Date(0) }] }],
    ['a big integer', 10n],
    ['a map', { a: new Map() }],
    ['no number', { a: Number.NaN }],
    ['a function', { a: () => 1 }],
    ['bytes within', { a: new Uint8Array(1) }],
    ['an object of a class', new (class Order {})()],
    ['what stands in itself', circular],
    ['what stands in two places', [shared, shared]],
  ])('throws at %s', (_, value) => {
    expect(() => jsonConverter(giving(value)).fromPayload(payload)).toThrow('not JSON');
  });

  it.each<[string, unknown]>([
    ['nothing', undefined],
    ['null', null],
    ['bytes', new Uint8Array([1])],
    ['a tree', { a: [1, 'b', null, true, { c: [] }] }],
    ['an object without a prototype', Object.assign(Object.create(null) as object, { a: 1 })],
    ['a list with a gap', [undefined, { a: undefined }]],
  ])('gives %s as it is', (_, value) => {
    expect(jsonConverter(giving(value)).fromPayload(payload)).toBe(value);
  });

  it('writes as the converter that it stands around', () => {
    expect(jsonConverter(giving(0)).toPayload({ a: 1 })).toEqual(defaultPayloadConverter.toPayload({ a: 1 }));
  });
});
