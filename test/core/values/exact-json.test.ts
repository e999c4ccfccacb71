import { describe, expect, it } from 'vitest';
import { parseExactJson, parseJsonNamingChanges } from '../../../src/core/values/exact-json.ts';

const changed = (source: string) =>
  parseJsonNamingChanges(`{"n":${source}}`).changed.map((one) => one.source);

describe('numbers of JSON', () => {
  it.each([
    '0',
    '1',
    '-1',
    '1.0',
    '1e3',
    '1E+3',
    '0.1',
    '1.50',
    '100000000000000000000',
    '1e21',
    '5e-324',
    '0.0',
    '9007199254740992',
    '0.30000000000000004',
    '1.7976931348623157e308',
    '2512292042121000000',
  ])('are the same in JavaScript: %s', (source) => {
    expect(changed(source)).toEqual([]);
  });

  it.each([
    '2512292042121000001',
    '9007199254740993',
    '-9007199254740993',
    '0.12345678901234567890',
    '1e400',
    '-1e400',
    '-0',
    '-0.0',
    '-0e5',
    '1e-400',
    '123456789.123456789123',
    '3.14159265358979323846',
  ])('are changed by JavaScript, and named: %s', (source) => {
    expect(changed(source)).toEqual([source]);
  });

  it('are named with their fields, in lists and objects', () => {
    expect(parseJsonNamingChanges('{"a":[1,9007199254740993],"b":{"id":9007199254740995}}').changed).toEqual([
      { key: '1', source: '9007199254740993' },
      { key: 'id', source: '9007199254740995' },
    ]);
  });

  it('are not looked for in texts', () => {
    const text = '{"id":"9007199254740993"}';
    expect(parseJsonNamingChanges(text)).toEqual({ value: JSON.parse(text), changed: [] });
  });

  it('are written back as they were', () => {
    const text = '{"a":9007199254740993,"b":[1,-0],"c":"9007199254740993"}';
    expect(JSON.stringify(parseExactJson(text))).toBe(text);
  });
});
