import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { checkCall } from '../../../src/tools/check/check-call.ts';
import { defineTool } from '../../../src/tools/define/define-tool.ts';
import { jsonSchemaInput } from '../../../src/tools/define/json-schema-input.ts';
import type { Tool } from '../../../src/tools/define/tool.ts';

const refund = defineTool({
  name: 'refund',
  description: 'Refund items.',
  input: z.object({
    orderId: z.string(),
    reason: z.enum(['lost', 'broken']),
    items: z.array(z.object({ id: z.number() })).optional(),
  }),
  output: z.null(),
  effect: 'irreversible',
  idempotency: 'keyed',
  facts: ({ orderId }) => ({ stakes: 'high', resources: [`order:${orderId}`] }),
  execute: async () => null,
});
const tools = new Map<string, Tool>([['refund', refund]]);

function check(tool: string, args: unknown) {
  return checkCall(tools, { tool, argumentsText: typeof args === 'string' ? args : JSON.stringify(args) });
}

function messageOf(tool: string, args: unknown): string {
  const checked = check(tool, args).check;
  return checked.kind === 'invalid' ? checked.message : 'valid';
}

describe('checkCall', () => {
  it('passes a fitting call with the facts that its tool tells', () => {
    expect(check('refund', { orderId: 'W1', reason: 'lost' })).toEqual({
      arguments: { orderId: 'W1', reason: 'lost' },
      check: { kind: 'valid', facts: { stakes: 'high', resources: ['order:W1'] } },
    });
  });

  it('keeps the arguments as the model wrote them, and beside them what the schema made of them', () => {
    const doubling = defineTool({
      name: 'double',
      description: 'Double it.',
      input: z.object({ n: z.string().transform(Number), unit: z.string().default('m') }),
      output: z.number(),
      effect: 'read',
      facts: ({ n, unit }) => ({ summary: `${n * 2} ${unit}` }),
      execute: async ({ n }) => n * 2,
    });
    expect(
      checkCall(new Map([['double', doubling]]), { tool: 'double', argumentsText: '{"n":"4"}' }),
    ).toEqual({
      arguments: { n: '4' },
      check: { kind: 'valid', facts: { resources: [], summary: '8 m' }, arguments: { n: 4, unit: 'm' } },
    });
  });

  it.each([
    ['a Date', z.object({ at: z.string().transform((text) => new Date(text)) }), 'at is a Date'],
    ['a bigint', z.object({ at: z.string().transform(() => 1n) }), 'at is a bigint'],
    [
      'a text as a whole',
      z.object({ at: z.string() }).transform(({ at }) => at),
      'no object of named fields',
    ],
    ['too much', z.object({ at: z.string().transform((at) => at.repeat(100_000)) }), 'bytes long'],
  ])('refuses a call of whose arguments the schema makes %s', (_, input, found) => {
    const tool = defineTool({
      name: 'wait',
      description: 'Wait.',
      input,
      output: z.null(),
      effect: 'read',
      execute: async () => null,
    });
    const { check: result } = checkCall(new Map([['wait', tool]]), {
      tool: 'wait',
      argumentsText: '{"at":"2026-01-01"}',
    });
    expect(result).toMatchObject({ kind: 'invalid', reason: 'bad-arguments' });
    expect(result.kind === 'invalid' && result.message).toContain(found);
  });

  it('leaves out members that the schema makes undefined', () => {
    const tool = defineTool({
      name: 'wait',
      description: 'Wait.',
      input: z.object({ at: z.string().transform(() => undefined), by: z.string().optional() }),
      output: z.null(),
      effect: 'read',
      execute: async () => null,
    });
    const { check: result } = checkCall(new Map([['wait', tool]]), {
      tool: 'wait',
      argumentsText: '{"at":"x"}',
    });
    expect(result).toEqual({ kind: 'valid', facts: { resources: [] }, arguments: {} });
  });

  it('takes no text for no arguments', () => {
    expect(messageOf('refund', ' ')).toContain(
      '- orderId: Invalid input: expected string, received undefined',
    );
  });

  it.each([
    ['{"orderId": "W1", "rea', /^Arguments of refund are not valid JSON: .+\. Send one JSON object\.$/],
    ['[1]', /^Arguments of refund are an array, not a JSON object\. Send one JSON object\.$/],
    ['null', /^Arguments of refund are null, not a JSON object\./],
    ['"{}"', /^Arguments of refund are a string, not a JSON object\./],
    [
      `{"orderId":"${'x'.repeat(131_072)}"}`,
      /^Arguments of refund are 131086 bytes long, more than the 131072 allowed/,
    ],
    [
      `{"orderId":${'['.repeat(60_000)}${']'.repeat(60_000)}}`,
      /^Arguments of refund are nested more than 64 levels deep/,
    ],
  ])('says what is wrong with arguments that are no JSON object (%#)', (text, message) => {
    const checked = check('refund', text);
    expect(checked.arguments).toEqual({});
    expect(checked.check).toMatchObject({
      kind: 'invalid',
      reason: 'bad-arguments',
      message: expect.stringMatching(message),
    });
  });

  it('names each path that does not fit, and the fields that are expected', () => {
    expect(messageOf('refund', { reason: 'late', items: [{ id: 1 }, { id: 'x' }] })).toBe(
      [
        'Arguments of refund do not fit its schema:',
        '- orderId: Invalid input: expected string, received undefined',
        '- reason: Invalid option: expected one of "lost"|"broken"',
        '- items[1].id: Invalid input: expected number, received string',
        'Expected fields: orderId (string), reason ("lost" | "broken"), items (array, optional).',
      ].join('\n'),
    );
  });

  it('keeps the message short however many arguments are wrong', () => {
    const message = messageOf('refund', {
      orderId: 'W1',
      reason: 'lost',
      items: Array(5_000).fill({ id: 'x'.repeat(10) }),
    });
    expect(message).toContain('- and 4990 more');
    expect(message.length).toBeLessThan(4_001);
  });

  it('cuts the message at 4,000 characters', () => {
    const field = (i: number) => `field_${i}_`.padEnd(120, 'x');
    const shape = Object.fromEntries(Array.from({ length: 40 }, (_, i) => [field(i), z.string()]));
    const wide = new Map<string, Tool>([['wide', { ...refund, input: z.object(shape) }]]);
    const { check: result } = checkCall(wide, { tool: 'wide', argumentsText: '{}' });
    expect(result.kind === 'invalid' && result.message).toHaveLength(4_000);
  });

  it('lists the tools that exist to one that does not, the closest first', () => {
    expect(check('refunds', { orderId: 'W1' })).toEqual({
      arguments: { orderId: 'W1' },
      check: {
        kind: 'invalid',
        reason: 'unknown-tool',
        message:
          'There is no tool "refunds". Tools that exist, the closest name first: refund, finish, ask_user, escalate, update_plan.',
      },
    });
  });

  it('caps the list of tools and the unknown name', () => {
    const many = new Map(Array.from({ length: 100 }, (_, i) => [`tool_${i}`, refund]));
    const { check: result } = checkCall(many, { tool: 'tool_99'.padEnd(70_000, '9'), argumentsText: '{}' });
    const message = result.kind === 'invalid' ? result.message : '';
    expect(message).toContain('and 72 more.');
    expect(message.length).toBeLessThan(500);
  });

  it.each(['__proto__', 'constructor', 'toString', 'hasOwnProperty'])('knows no tool %s', (name) => {
    expect(check(name, {}).check).toMatchObject({ kind: 'invalid', reason: 'unknown-tool' });
  });

  it('keeps a __proto__ among the arguments as plain data', () => {
    const { arguments: args } = check(
      'refund',
      '{"orderId":"W1","reason":"lost","__proto__":{"admin":true}}',
    );
    expect(Object.getPrototypeOf(args)).toBe(Object.prototype);
    expect(JSON.stringify(args)).toBe('{"orderId":"W1","reason":"lost","__proto__":{"admin":true}}');
  });

  it.each<[string, Partial<Tool>, RegExp]>([
    [
      'facts throw',
      {
        facts: () => {
          throw new Error('no world');
        },
      },
      /^The tool refund is broken: its facts failed \(no world\)\. Nothing was run/,
    ],
    [
      'schema throws',
      {
        input: z.object({}).refine(() => {
          throw new Error('no rule');
        }),
      },
      /^The tool refund is broken: its input schema failed \(no rule\)/,
    ],
    [
      'schema is asynchronous',
      { input: z.object({}).refine(async () => true) },
      /^The tool refund is broken: its input schema failed/,
    ],
  ])('refuses a tool whose %s', (_, change, message) => {
    const broken = new Map<string, Tool>([['refund', { ...refund, ...change }]]);
    const { check: result } = checkCall(broken, {
      tool: 'refund',
      argumentsText: '{"orderId":"W1","reason":"lost"}',
    });
    expect(result).toMatchObject({
      kind: 'invalid',
      reason: 'bad-arguments',
      message: expect.stringMatching(message),
    });
  });

  it.each([
    [
      'of the wrong shape',
      () => ({ resources: ['order'] }),
      'resources[0]: expected <kind>:<id>, like order:W42',
    ],
    ['that are unknown', () => ({ stake: 'high' }), 'Unrecognized key: "stake"'],
    ['that are a promise', async () => ({}), 'facts answered a promise; facts come from the arguments alone'],
  ])('refuses a tool that tells facts %s', (_, facts, reason) => {
    const { name, description, input, output, effect, execute } = refund;
    const tool = defineTool({
      name,
      description,
      input,
      output,
      effect,
      execute,
      idempotency: 'keyed',
      facts,
    } as never);
    const { check: result } = checkCall(new Map([['refund', tool]]), {
      tool: 'refund',
      argumentsText: '{"orderId":"W1","reason":"lost"}',
    });
    expect(result).toMatchObject({
      kind: 'invalid',
      message: expect.stringContaining(`its facts failed (${reason})`),
    });
  });

  it.each<[string, object]>([
    ['update_plan', { steps: [{ title: 'Look', risk: 'low', status: 'in-progress' }] }],
    ['ask_user', { question: 'Which order?' }],
    ['escalate', { reason: 'Too risky.', confidence: 0.2 }],
    ['finish', { answer: 'Done.', evidence: ['W1 is cancelled'], confidence: 1 }],
  ])('passes %s without a tool behind it', (tool, args) => {
    expect(check(tool, args)).toEqual({
      arguments: args,
      check: { kind: 'valid', facts: { resources: [] } },
    });
  });

  it.each<[string, object, string]>([
    [
      'update_plan',
      { steps: [{ title: 'Look', risk: 'none', status: 'done' }] },
      '- steps[0].risk: Invalid option: expected one of "low"|"medium"|"high"',
    ],
    ['ask_user', { question: '' }, '- question: Too small'],
    ['escalate', { reason: 'r', confidence: 2 }, '- confidence: Too big'],
    ['finish', {}, '- answer: Invalid input: expected string, received undefined'],
  ])('checks the arguments of %s', (tool, args, part) => {
    expect(messageOf(tool, args)).toContain(part);
  });
});

describe('null for nothing', () => {
  const search = defineTool({
    name: 'search',
    description: 'Search.',
    input: z.object({
      query: z.string(),
      maxPrice: z.number().optional(),
      sort: z.enum(['price', 'name']).optional(),
      note: z.string().nullable().optional(),
      within: z.object({ shop: z.string().optional() }).optional(),
      size: z.union([z.number(), z.enum(['S', 'M'])]).optional(),
      limit: z.number().default(10),
    }),
    output: z.null(),
    effect: 'read',
    execute: async () => null,
  });
  const ping = defineTool({
    name: 'ping',
    description: 'Ping.',
    input: z.object({}),
    output: z.null(),
    effect: 'read',
    execute: async () => null,
  });
  const foreign = defineTool({
    name: 'foreign',
    description: 'Of a schema that somebody else wrote.',
    input: jsonSchemaInput({
      type: 'object',
      properties: { id: { type: 'string' }, page: { type: 'integer' } },
      required: ['id'],
    }),
    output: z.null(),
    effect: 'read',
    execute: async () => null,
  });
  const known = new Map<string, Tool>([search, ping, foreign].map((tool) => [tool.name, tool as Tool]));
  const checked = (tool: string, argumentsText: string) => checkCall(known, { tool, argumentsText });

  it('counts as left out where the field may be, and is told', () => {
    const given = {
      query: 'shoes',
      maxPrice: null,
      sort: null,
      within: { shop: null },
      size: null,
      limit: null,
    };
    expect(checked('search', JSON.stringify(given))).toEqual({
      arguments: given,
      check: {
        kind: 'valid',
        facts: { resources: [] },
        arguments: { query: 'shoes', within: {}, limit: 10 },
        leftOut: ['maxPrice', 'sort', 'within.shop', 'size', 'limit'],
      },
    });
  });

  it('counts as left out by a schema that somebody else wrote', () => {
    expect(checked('foreign', '{"id":"A","page":null}').check).toMatchObject({
      arguments: { id: 'A' },
      leftOut: ['page'],
    });
  });

  it('stays null where the schema takes null', () => {
    expect(checked('search', '{"query":"shoes","note":null}').check).toEqual({
      kind: 'valid',
      facts: { resources: [] },
      arguments: { query: 'shoes', note: null, limit: 10 },
    });
  });

  it.each([
    ['a field that must be there', 'search', '{"query":null}', 'query'],
    ['an item of a list', 'search', '{"query":"a","within":{"shop":["x",null]}}', 'within.shop'],
    [
      'a field that must be there, of a schema that somebody else wrote',
      'foreign',
      '{"id":null,"page":null}',
      'id',
    ],
  ])('is refused as %s', (_name, tool, text, path) => {
    const { check } = checked(tool, text);
    expect(check).toMatchObject({ kind: 'invalid', reason: 'bad-arguments' });
    expect(check.kind === 'invalid' && check.message).toContain(`- ${path}`);
  });

  it.each(['"null"', '"5"', '[]', '"{}"'])('is all that is read as something else: %s is not', (text) => {
    expect(checked('ping', text).check).toMatchObject({ kind: 'invalid', reason: 'bad-arguments' });
  });

  it('for all arguments is none, for a tool that needs none', () => {
    expect(checked('ping', 'null')).toEqual({
      arguments: {},
      check: { kind: 'valid', facts: { resources: [] }, leftOut: ['all arguments'] },
    });
    expect(checked('search', 'null').check).toMatchObject({ kind: 'invalid', reason: 'bad-arguments' });
  });
});

describe('a number that JavaScript would change', () => {
  it.each([
    ['{"orderId":"W1","reason":"lost","items":[{"id":2512292042121000001}]}', '2512292042121000001 at "id"'],
    ['{"orderId":"W1","reason":"lost","items":[{"id":-0}]}', '-0 at "id"'],
    [
      '{"orderId":"W1","reason":"lost","items":[{"id":0.12345678901234567890}]}',
      '0.12345678901234567890 at "id"',
    ],
    ['{"orderId":"W1","reason":"lost","items":[{"id":1e400}]}', '1e400 at "id"'],
  ])('is refused before anything is done with it, and told how to write it: %s', (text, told) => {
    const { arguments: args, check: found } = check('refund', text);
    expect(args).toEqual({});
    expect(found).toMatchObject({ kind: 'invalid', reason: 'bad-arguments' });
    expect(found.kind === 'invalid' && found.message).toContain(`cannot be kept exactly: ${told}`);
    expect(found.kind === 'invalid' && found.message).toContain('Write it as a string');
  });

  it('passes as a string', () => {
    expect(check('refund', '{"orderId":"2512292042121000001","reason":"lost"}').check.kind).toBe('valid');
  });
});
