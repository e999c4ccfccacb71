import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import type { JsonObject } from '../../../src/core/values/json.ts';
import { checkCall } from '../../../src/tools/check/check-call.ts';
import { defineTool } from '../../../src/tools/define/define-tool.ts';
import { jsonSchemaInput } from '../../../src/tools/define/json-schema-input.ts';
import { toolJsonSchema } from '../../../src/tools/define/tool-json-schema.ts';

const order: JsonObject = {
  type: 'object',
  properties: {
    order_id: { type: 'string', pattern: '^#W\\d+$', description: 'Like #W123.' },
    lines: { type: 'array', items: { type: 'object', properties: { sku: { type: 'string' } } } },
    extra: { type: 'object' },
  },
  required: ['order_id'],
};

describe('jsonSchemaInput', () => {
  it('shows the model the schema, closed where all properties are in sight', () => {
    expect(toolJsonSchema(jsonSchemaInput(order))).toEqual({
      type: 'object',
      properties: {
        order_id: { type: 'string', pattern: '^#W\\d+$', description: 'Like #W123.' },
        lines: {
          type: 'array',
          items: { type: 'object', properties: { sku: { type: 'string' } }, additionalProperties: false },
        },
        extra: { type: 'object' },
      },
      required: ['order_id'],
      additionalProperties: false,
    });
  });

  it('leaves an object open that says so, or in which other schemas have a say', () => {
    const open = [
      { additionalProperties: true },
      { additionalProperties: { type: 'string' } },
      { allOf: [{ properties: { b: {} } }] },
      { $ref: '#/$defs/more', $defs: { more: { properties: { b: {} } } } },
    ];
    for (const more of open) {
      const input = jsonSchemaInput({ type: 'object', properties: { a: {} }, ...more } as JsonObject);
      expect(input.safeParse({ a: 1, b: 'x' }).success).toBe(true);
    }
  });

  it('keeps definitions and what refers to them', () => {
    const input = jsonSchemaInput({
      $schema: 'http://json-schema.org/draft-07/schema#',
      $id: 'https://example.com/tree',
      id: 'tree',
      type: 'object',
      properties: { left: { $ref: '#/definitions/node' } },
      definitions: { node: { type: 'object', properties: { v: { type: 'integer' } }, required: ['v'] } },
    });
    expect(toolJsonSchema(input)).toMatchObject({
      properties: { left: { $ref: '#/definitions/node' } },
      definitions: { node: { required: ['v'] } },
    });
    expect(input.safeParse({ left: { v: 1 } }).success).toBe(true);
    expect(input.safeParse({ left: {} }).error?.issues).toMatchObject([
      { path: ['left'], message: 'the field "v" is missing' },
    ]);
  });

  it('hands arguments on as they are, without defaults', () => {
    const input = jsonSchemaInput({ type: 'object', properties: { n: { type: 'integer', default: 3 } } });
    expect(input.parse({})).toEqual({});
  });

  it('may be used for two tools with the same schema and id', () => {
    const schema = { ...order, id: 'order' };
    expect(toolJsonSchema(jsonSchemaInput(schema))).toEqual(toolJsonSchema(jsonSchemaInput(schema)));
  });

  it('refuses what is no object, and what cannot be read', () => {
    expect(() => jsonSchemaInput({ type: 'string' })).toThrow(
      'the schema is of type "string"; the input of a tool is an object',
    );
    expect(() => jsonSchemaInput({ type: 'object', properties: { a: { $ref: '#/nowhere' } } })).toThrow(
      "can't resolve reference #/nowhere",
    );
  });

  it('tells the model every mistake in a call, and what is expected', () => {
    const tool = defineTool({
      name: 'get_order',
      description: 'Look up an order.',
      input: jsonSchemaInput(order),
      output: z.null(),
      effect: 'read',
      facts: ({ order_id }) => ({ resources: [`order:${String(order_id)}`] }),
      execute: async () => null,
    });
    const check = (value: object) =>
      checkCall(new Map([['get_order', tool]]), { tool: 'get_order', argumentsText: JSON.stringify(value) })
        .check;
    expect(check({ order_id: '#W1' })).toEqual({ kind: 'valid', facts: { resources: ['order:#W1'] } });
    expect(check({ orderId: '#W1', lines: [{ sku: 5 }] })).toEqual({
      kind: 'invalid',
      reason: 'bad-arguments',
      message: [
        'Arguments of get_order do not fit its schema:',
        '- the field "order_id" is missing',
        '- the field "orderId" is unknown; leave it out',
        '- lines[0].sku: expected string, received number',
        'Expected fields: order_id (string), lines (array, optional), extra (object, optional).',
      ].join('\n'),
    });
  });
});
