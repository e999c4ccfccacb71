import { describe, expect, it } from 'vitest';
import type { Json, JsonObject } from '../../../src/core/values/json.ts';
import { compileJsonSchema } from '../../../src/tools/define/compile-json-schema.ts';
import { missingShared, readSharedJsonLines } from '../../support/shared-data.ts';

describe('compileJsonSchema', () => {
  it.each<[JsonObject, Json, { path: (string | number)[]; message: string }[]]>([
    [{ type: 'integer' }, 1, []],
    [{ type: 'integer' }, 1.5, [{ path: [], message: 'expected integer, received number' }]],
    [{ type: ['string', 'null'] }, [], [{ path: [], message: 'expected string or null, received array' }]],
    [{ required: ['a'] }, {}, [{ path: [], message: 'the field "a" is missing' }]],
    [
      { properties: { a: { items: { type: 'string' } } } },
      { a: ['x', null] },
      [{ path: ['a', 1], message: 'expected string, received null' }],
    ],
    [
      { properties: { 'a/b': { properties: { '~': { enum: ['x', 1] } } } } },
      { 'a/b': { '~': 2 } },
      [{ path: ['a/b', '~'], message: 'expected one of "x", 1' }],
    ],
    [{ const: { a: 1 } }, { a: 2 }, [{ path: [], message: 'expected {"a":1}' }]],
    [
      { properties: {}, additionalProperties: false },
      { extra: 1 },
      [{ path: [], message: 'the field "extra" is unknown; leave it out' }],
    ],
    [
      { allOf: [{ properties: { a: {} } }], unevaluatedProperties: false },
      { a: 1, b: 2 },
      [{ path: [], message: 'the field "b" is unknown; leave it out' }],
    ],
    [{ properties: { a: false } }, { a: 1 }, [{ path: ['a'], message: 'no value is allowed here' }]],
    [{ minLength: 3 }, 'ab', [{ path: [], message: 'must NOT have fewer than 3 characters' }]],
    [{ if: { type: 'number' }, then: { minimum: 3 } }, 2, [{ path: [], message: 'must be >= 3' }]],
    [
      { required: ['a', 'b'], properties: { c: { type: 'string' } } },
      { c: 1 },
      [
        { path: [], message: 'the field "a" is missing' },
        { path: [], message: 'the field "b" is missing' },
        { path: ['c'], message: 'expected string, received number' },
      ],
    ],
  ])('%j and %j', (schema, value, issues) => {
    expect(compileJsonSchema(schema)(value)).toEqual(issues);
  });

  it('takes inherited names for no fields', () => {
    const check = compileJsonSchema({
      required: ['toString'],
      properties: { constructor: { type: 'number' } },
    });
    expect(check({})).toEqual([{ path: [], message: 'the field "toString" is missing' }]);
    expect(
      compileJsonSchema({ properties: {}, additionalProperties: false })(JSON.parse('{"__proto__":1}')),
    ).toEqual([{ path: [], message: 'the field "__proto__" is unknown; leave it out' }]);
  });

  it('keeps two schemas of the same $id apart', () => {
    const $id = 'https://example.com/input';
    expect(compileJsonSchema({ $id, type: 'string' })('x')).toEqual([]);
    expect(compileJsonSchema({ $id, type: 'number' })(1)).toEqual([]);
  });

  it('refuses a schema that it cannot read, and loads none from elsewhere', () => {
    expect(() => compileJsonSchema({ $ref: '#/$defs/nowhere' })).toThrow(
      "can't resolve reference #/$defs/nowhere",
    );
    expect(() => compileJsonSchema({ $ref: 'https://example.com/x.json' })).toThrow(
      "can't resolve reference",
    );
    expect(() => compileJsonSchema({ type: 'dict' })).toThrow('type must be JSONType');
  });
});

interface Group {
  readonly draft: 'draft7' | 'draft2020-12';
  readonly file: string;
  readonly description: string;
  readonly schema: JsonObject | boolean;
  readonly tests: readonly { readonly description: string; readonly data: Json; readonly valid: boolean }[];
}

const suite = 'json-schema-suite/groups.jsonl';
const missing = missingShared(suite);

describe.skipIf(missing)(`the published JSON Schema test suite${missing ? ` (${missing})` : ''}`, () => {
  it('is answered as it says: 1,099 of 1,115 tests; the rest are known', () => {
    const refused: string[] = [];
    const different: string[] = [];
    let right = 0;
    for (const group of missing ? [] : readSharedJsonLines<Group>(suite)) {
      const name = `${group.draft} ${group.file}: ${group.description}`;
      const check = compiled(group);
      if (!check) refused.push(`${name} (${group.tests.length})`);
      else {
        for (const { description, data, valid } of group.tests) {
          if ((check(data).length === 0) === valid) right++;
          else different.push(`${name}: ${description}`);
        }
      }
    }
    expect(right).toBe(1_099);
    // The checker passes over a property that a schema itself names __proto__, and lets siblings of $ref count.
    expect(different).toEqual([
      'draft7 properties.json: properties whose names are Javascript object property names: __proto__ not valid',
      'draft7 ref.json: ref overrides any sibling keywords: ref valid, maxItems ignored',
      'draft7 ref.json: $ref prevents a sibling $id from changing the base uri: $ref resolves to /definitions/base_foo, data does not validate',
      'draft7 ref.json: $ref prevents a sibling $id from changing the base uri: $ref resolves to /definitions/base_foo, data validates',
      'draft2020-12 properties.json: properties whose names are Javascript object property names: __proto__ not valid',
    ]);
    expect(refused).toEqual([
      'draft2020-12 enum.json: empty enum (6)',
      'draft2020-12 ref.json: relative refs with absolute uris and defs (3)',
      'draft2020-12 ref.json: URN ref with nested pointer ref (2)',
    ]);
  });
});

/** Groups of draft 7 do not say so in their schemas. */
function compiled({ draft, schema }: Group): ((value: Json) => readonly unknown[]) | undefined {
  const dialect = draft === 'draft7' ? { $schema: 'http://json-schema.org/draft-07/schema#' } : {};
  try {
    return compileJsonSchema(typeof schema === 'boolean' ? schema : { ...dialect, ...schema });
  } catch {
    return undefined;
  }
}
