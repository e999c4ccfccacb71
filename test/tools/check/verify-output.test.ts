import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { verifyOutput } from '../../../src/tools/check/verify-output.ts';
import { defineTool } from '../../../src/tools/define/define-tool.ts';
import type { Tool } from '../../../src/tools/define/tool.ts';

function toolWith(output: z.ZodType, verify?: Tool['verify']): Tool {
  return defineTool({
    name: 'get_order',
    description: 'Look up an order.',
    input: z.object({}),
    output,
    effect: 'read',
    execute: async () => null,
    ...(verify && { verify }),
  });
}

const order = z.object({
  id: z.string(),
  items: z.array(z.object({ price: z.number() })),
  note: z.string().nullish(),
});
const anything = toolWith(z.any());

describe('verifyOutput', () => {
  it('keeps nulls and numbers exactly', () => {
    const returned = { id: 'W1', items: [{ price: 1919.1699999999998 }, { price: 1e-7 }], note: null };
    expect(verifyOutput(toolWith(order), returned, {})).toEqual({ kind: 'ok', output: returned });
  });

  it('hands on what the schema made of the value', () => {
    const returned = { id: 'W1', items: [], secret: 'x', note: undefined };
    const result = verifyOutput(toolWith(order), returned, {});
    expect(JSON.stringify(result)).toBe('{"kind":"ok","output":{"id":"W1","items":[]}}');
  });

  it('takes nothing for null where the schema allows nothing', () => {
    expect(verifyOutput(toolWith(z.void()), undefined, {})).toEqual({ kind: 'ok', output: null });
  });

  it.each([
    [undefined, 'get_order returned undefined where its output schema asks for a value.'],
    [null, 'get_order returned null where its output schema asks for a value.'],
    ['', 'get_order returned an empty text where its output schema asks for a value.'],
  ])('refuses %j where a value is asked for', (returned, message) => {
    expect(verifyOutput(toolWith(order), returned, {})).toEqual({ kind: 'invalid', message });
  });

  it('names each path that drifted from the schema', () => {
    expect(verifyOutput(toolWith(order), { items: [{ price: 1 }, { price: '2' }] }, {})).toEqual({
      kind: 'invalid',
      message: [
        'get_order returned something else than its output schema says:',
        '- id: Invalid input: expected string, received undefined',
        '- items[1].price: Invalid input: expected number, received string',
      ].join('\n'),
    });
  });

  it('tells a failed union by its nearest branch', () => {
    const output = z.union([z.string(), z.object({ items: z.array(z.object({ price: z.number() })) })]);
    expect(verifyOutput(toolWith(output), { items: [{ price: 'x' }] }, {})).toMatchObject({
      message: expect.stringContaining('- items[0].price: Invalid input: expected number, received string'),
    });
  });

  const cycle: { self?: unknown } = {};
  cycle.self = cycle;
  it.each<[string, unknown, string]>([
    ['a date', { at: new Date(0) }, 'at is a Date'],
    ['a bigint', [1n], '[0] is a bigint'],
    ['a map', { byId: new Map() }, 'byId is a Map'],
    ['NaN', { total: { value: Number.NaN } }, 'total.value is NaN'],
    ['undefined in a list', [undefined], '[0] is undefined'],
    ['a hole in a list', Object.assign([], { length: 1 }), '[0] is undefined'],
    ['a function', { run: () => 1 }, 'run is a function'],
    ['a cycle', cycle, 'self is a part of itself (a cycle)'],
  ])('refuses %s', (_, returned, found) => {
    expect(verifyOutput(anything, returned, {})).toEqual({
      kind: 'invalid',
      message: `get_order returned what JSON cannot hold: ${found}. Return plain data.`,
    });
  });

  it('takes an object without a prototype and one that stands in two places', () => {
    const row = Object.assign(Object.create(null) as object, { id: 1 });
    expect(verifyOutput(anything, [row, row], {})).toEqual({ kind: 'ok', output: [{ id: 1 }, { id: 1 }] });
  });

  it('refuses what the post-condition finds wrong', () => {
    const tool = toolWith(
      order,
      (output, input) => `${(output as { id: string }).id} is not ${JSON.stringify(input)}`,
    );
    expect(verifyOutput(tool, { id: 'W1', items: [] }, { id: 'W2' })).toEqual({
      kind: 'invalid',
      message: 'The result of get_order does not hold: W1 is not {"id":"W2"}',
    });
  });

  it.each<[string, () => unknown, string]>([
    [
      'throws',
      () => {
        throw new Error('no world');
      },
      'verify of get_order failed: no world',
    ],
    [
      'answers false',
      () => false,
      'verify of get_order answered neither a text nor nothing, but a value of type boolean.',
    ],
    [
      'answers a promise',
      async () => undefined,
      'verify of get_order answered neither a text nor nothing, but a value of type object.',
    ],
  ])('refuses the result when verify %s', (_, verify, message) => {
    expect(verifyOutput(toolWith(z.any(), verify as never), 1, {})).toEqual({ kind: 'invalid', message });
  });

  it('refuses an output schema that throws', () => {
    expect(verifyOutput(toolWith(z.any().refine(async () => true)), 1, {})).toMatchObject({
      kind: 'invalid',
      message: expect.stringMatching(/^The output schema of get_order failed on what it returned: /),
    });
  });

  it('names the tool, the size and the limit of an output that is too large', () => {
    expect(verifyOutput(anything, 'x'.repeat(131_070), {}).kind).toBe('ok');
    expect(verifyOutput(anything, 'x'.repeat(131_071), {})).toEqual({
      kind: 'too-large',
      message:
        'get_order returned 131073 bytes of JSON, more than the 131072 a result may have; it must return less, in parts or in a summary.',
    });
    expect(verifyOutput(anything, '🙂'.repeat(40_000), {}).kind).toBe('too-large');
  });
});
