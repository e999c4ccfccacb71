import { describe, expect, expectTypeOf, it } from 'vitest';
import { z } from 'zod';
import { defineTool } from '../../../src/tools/define/define-tool.ts';
import { DefinitionError } from '../../../src/tools/define/definition-error.ts';
import type { ToolContext } from '../../../src/tools/define/tool.ts';

const context: ToolContext = {
  idempotencyKey: 'agent/a/t/r/c1.1/d/run',
  signal: new AbortController().signal,
  attempt: 1,
  log: { debug() {}, info() {}, warn() {}, error() {} },
};

const read = {
  name: 'get_order',
  description: 'Look up an order.',
  input: z.object({ orderId: z.string() }),
  output: z.object({ total: z.number() }),
  effect: 'read',
  execute: async () => ({ total: 1 }),
} as const;

function mistakesOf(definition: object): readonly string[] {
  try {
    defineTool(definition as never);
  } catch (error) {
    expect(error).toBeInstanceOf(DefinitionError);
    return (error as DefinitionError).mistakes;
  }
  return [];
}

describe('defineTool', () => {
  it.each([
    ['a Date', z.codec(z.iso.datetime(), z.date(), { decode: (text) => new Date(text), encode: String })],
    ['a Date', z.array(z.object({ on: z.string().pipe(z.coerce.date()) }).optional()).default([])],
    ['a bigint', z.string().pipe(z.coerce.bigint())],
    [
      'a Map',
      z
        .string()
        .transform(() => new Map())
        .pipe(z.map(z.string(), z.string())),
    ],
  ])('refuses an input schema that gives %s: what is shown and kept is JSON', (found, at) => {
    expect(mistakesOf({ ...read, input: z.object({ at }) })).toEqual([
      `input gives ${found}, which cannot be shown, approved and kept as JSON; let it give JSON and convert it in execute`,
    ]);
  });

  it.each([
    [true, z.object({ to: z.string().default('x'), cents: z.coerce.number() })],
    [false, z.object({ to: z.string().trim() })],
    [false, z.object({ urgent: z.stringbool() })],
    [false, z.object({ cents: z.string().transform(Number) })],
  ])('tells whether an input schema takes its own output: %s', (expected, input) => {
    expect(defineTool({ ...read, execute: async () => ({ total: 1 }), input }).takesItsOutput).toBe(expected);
  });

  it('infers the types of execute, verify, facts, probe and undo from the schemas', async () => {
    const tool = defineTool({
      name: 'refund',
      description: 'Refund an order.',
      input: z.object({ orderId: z.string(), cents: z.string().transform(Number) }),
      output: z.object({ refundId: z.string(), at: z.string().default('now') }),
      effect: 'compensable',
      idempotency: 'keyed',
      facts: (input) => {
        expectTypeOf(input).toEqualTypeOf<{ orderId: string; cents: number }>();
        return { stakes: 'high', resources: [`order:${input.orderId}`] };
      },
      execute: async (input, { idempotencyKey }) => {
        expectTypeOf(input.cents).toEqualTypeOf<number>();
        return { refundId: `${idempotencyKey}:${input.orderId}` };
      },
      verify: (output, input) => {
        expectTypeOf(output).toEqualTypeOf<{ refundId: string; at: string }>();
        return input.cents > 0 ? undefined : 'nothing was refunded';
      },
      probe: async (input) => ({ kind: 'applied', output: { refundId: input.orderId } }),
      undo: async ({ input, output }) => {
        expectTypeOf(input.orderId).toEqualTypeOf<string>();
        expectTypeOf(output.at).toEqualTypeOf<string>();
      },
    });
    expect(tool.facts({ orderId: 'W1', cents: 5 })).toEqual({ stakes: 'high', resources: ['order:W1'] });
    expect(await tool.execute({ orderId: 'W1', cents: 5 }, context)).toEqual({
      refundId: 'agent/a/t/r/c1.1/d/run:W1',
    });
    expect(tool.verify({ refundId: 'r', at: 'now' }, { orderId: 'W1', cents: 0 })).toBe(
      'nothing was refunded',
    );
  });

  it('takes the six needed fields of a read and fills in finite defaults', () => {
    const tool = defineTool(read);
    expect({ ...tool, input: 0, output: 0, facts: 0, execute: 0, verify: 0, digest: 0 }).toEqual({
      name: 'get_order',
      description: 'Look up an order.',
      effect: 'read',
      idempotency: 'keyed',
      timeoutMs: 30_000,
      local: false,
      retry: { maximumAttempts: 5, initialIntervalMs: 200, backoffCoefficient: 2, maximumIntervalMs: 10_000 },
      input: 0,
      takesItsOutput: true,
      tellsFacts: false,
      output: 0,
      facts: 0,
      execute: 0,
      verify: 0,
      trust: 'untrusted',
      digest: 0,
    });
    expect(tool.facts({ orderId: 'W1' })).toEqual({ resources: [] });
  });

  it('gives a tool without a key one attempt', () => {
    const probe = async () => ({ kind: 'unknown' }) as const;
    const tool = defineTool({ ...read, effect: 'irreversible', idempotency: 'none', probe });
    expect(tool.retry.maximumAttempts).toBe(1);
    expect(
      mistakesOf({
        ...read,
        effect: 'irreversible',
        idempotency: 'none',
        probe,
        retry: { maximumAttempts: 3 },
      }),
    ).toEqual(['retry.maximumAttempts must be 1 with idempotency none; a second attempt could act twice']);
  });

  it('reads durations of timeout and retry', () => {
    const tool = defineTool({
      ...read,
      timeout: '2m',
      retry: { maximumAttempts: 3, initialInterval: '30s' },
    });
    expect(tool.timeoutMs).toBe(120_000);
    expect(tool.retry).toEqual({
      maximumAttempts: 3,
      initialIntervalMs: 30_000,
      backoffCoefficient: 2,
      maximumIntervalMs: 30_000,
    });
  });

  it('reports every mistake at once, with the tool named', () => {
    const broken = {
      name: 'refund',
      description: ' ',
      input: z.string(),
      output: 'none',
      effect: 'compensable',
      timeout: 'soon',
      retry: { maximumAttempts: Number.POSITIVE_INFINITY, tries: 2 },
      cost: 1,
    };
    expect(() => defineTool(broken as never)).toThrow(
      /^tool "refund" has 10 mistakes:\n {2}- description is empty/,
    );
    expect(mistakesOf(broken)).toEqual([
      'description is empty; say what the tool does and when the model shall use it',
      'input cannot be shown to a model: it is of type string, and models take one object of named fields; use z.object({ … }) of JSON types',
      'output is not a zod schema; say what execute returns',
      'idempotency is missing; a write says keyed (safe to repeat with the same key) or none',
      'undo is missing; a compensable tool has one, else its effect is irreversible',
      'execute is missing; give the function that does the work',
      'timeout: "soon" is not a duration; write it like 500ms, 30s, 5m, 24h or 7d',
      'retry.maximumAttempts Infinity is out of bounds; a whole number, 1 to 20',
      'retry.tries is unknown; known are maximumAttempts, initialInterval, backoffCoefficient, maximumInterval',
      'cost is not built in this version; leave it out',
    ]);
  });

  it.each([
    ['', 'name is missing'],
    ['get order', 'name may have letters, digits, _ and - only'],
    ['x'.repeat(65), 'name may have letters, digits, _ and - only'],
    ['refund.undo', 'name ends in .undo'],
    ['callModel', 'name callModel is taken'],
    ['ask_user', 'name ask_user is taken'],
    ['__proto__', 'name __proto__ is taken'],
    ['constructor', 'name constructor is taken'],
  ])('refuses the name %j', (name, start) => {
    const mistakes = mistakesOf({ ...read, name });
    expect(mistakes).toHaveLength(1);
    expect(mistakes[0]?.slice(0, start.length)).toBe(start);
  });

  it.each<[string, object, string]>([
    [
      'no effect',
      { effect: undefined },
      'effect is missing; say one of read, reversible, compensable, irreversible',
    ],
    [
      'an unknown effect',
      { effect: 'write' },
      'effect "write" is unknown; say one of read, reversible, compensable, irreversible',
    ],
    [
      'an unkeyed write without a probe',
      { effect: 'irreversible', idempotency: 'none' },
      'probe is missing; without a key only a probe can tell whether a lost write happened',
    ],
    [
      'a reversible tool without undo',
      { effect: 'reversible', idempotency: 'keyed' },
      'undo is missing; a reversible tool has one, else its effect is irreversible',
    ],
    [
      'undo on a read',
      { undo: async () => {} },
      'undo stands on a tool whose effect is read; leave it out, or say reversible or compensable',
    ],
    ['a timeout of over a day', { timeout: '25h' }, 'timeout 25h is out of bounds; 10ms to 1d'],
    [
      'a timeout of NaN',
      { timeout: Number.NaN },
      'timeout: NaN is not a duration; write it like 500ms, 30s, 5m, 24h or 7d',
    ],
    [
      'intervals the wrong way round',
      { retry: { initialInterval: '5s', maximumInterval: '1s' } },
      'retry.initialInterval is longer than retry.maximumInterval; make it shorter',
    ],
    [
      'a date in the input',
      { input: z.object({ at: z.date() }) },
      'input cannot be shown to a model: Date cannot be represented in JSON Schema; use z.object({ … }) of JSON types',
    ],
    [
      'a union at the top',
      { input: z.union([z.object({}), z.object({})]) },
      'input cannot be shown to a model: it is a union, and models take one object of named fields; use z.object({ … }) of JSON types',
    ],
    [
      'an intersection at the top',
      { input: z.intersection(z.object({ a: z.string() }), z.record(z.string(), z.string())) },
      'input cannot be shown to a model: it is an intersection, and models take one object of named fields; use z.object({ … }) of JSON types',
    ],
    [
      'anything at the top',
      { input: z.any() },
      'input cannot be shown to a model: it is not limited to a type, and models take one object of named fields; use z.object({ … }) of JSON types',
    ],
    ['an unknown trust', { trust: 'Trusted' }, 'trust "Trusted" is unknown; say trusted or untrusted'],
    [
      'undoConflict without undo',
      { undoConflict: async () => undefined },
      'undoConflict stands on a tool without undo; leave it out, or give undo',
    ],
    [
      'a read that says how late its effect may appear',
      { commitsWithin: '5s' },
      'commitsWithin stands on a read, which has no effect; leave it out',
    ],
    [
      'an unknown field',
      { efect: 'read' },
      'efect is not a field of a tool; known are name, description, input, output, effect, idempotency, facts, timeout, commitsWithin, retry, local, execute, verify, trust, prepare, probe, undo, undoConflict',
    ],
  ])('refuses %s', (_, change, mistake) => {
    expect(mistakesOf({ ...read, ...change })).toEqual([mistake]);
  });

  it('gives a tool a digest of what a person approves: name, description, input, effect, idempotency', () => {
    const { digest } = defineTool(read);
    const same = { output: z.any(), timeout: '1s', verify: () => undefined, trust: 'trusted' } as const;
    expect(defineTool({ ...read, ...same }).digest).toBe(digest);
    const undo = async () => {};
    const changed: Parameters<typeof defineTool>[0][] = [
      { ...read, name: 'get_orders' },
      { ...read, description: 'Look up.' },
      { ...read, input: z.object({ orderId: z.string().max(9) }) },
      { ...read, effect: 'irreversible', idempotency: 'keyed' },
      { ...read, effect: 'reversible', idempotency: 'keyed', undo },
      { ...read, effect: 'irreversible', idempotency: 'none', probe: async () => ({ kind: 'unknown' }) },
    ];
    const digests = changed.map((definition) => defineTool(definition).digest);
    expect(new Set([digest, ...digests]).size).toBe(7);
  });

  it('refuses facts of the wrong shape when they are asked for', () => {
    const tool = defineTool({ ...read, facts: () => ({ resources: ['order'] }) });
    expect(() => tool.facts({ orderId: 'W1' })).toThrow('expected <kind>:<id>');
  });

  it('lets a short read run locally, 5 s at most', () => {
    expect(defineTool({ ...read, local: true })).toMatchObject({ local: true, timeoutMs: 5_000 });
    expect(defineTool({ ...read, local: true, timeout: '2s' })).toMatchObject({ timeoutMs: 2_000 });
    expect(defineTool(read)).toMatchObject({ local: false, timeoutMs: 30_000 });
    expect(mistakesOf({ ...read, local: true, timeout: '6s' })).toEqual([
      'timeout of a local tool 6s is out of bounds; 10ms to 5s',
    ]);
  });

  it('refuses local on writes and beside functions that look', () => {
    const write = { ...read, effect: 'irreversible', idempotency: 'keyed', local: true };
    expect(mistakesOf(write)).toEqual([
      'local stands on a tool that writes; only a read may be local, so leave it out',
    ]);
    expect(mistakesOf({ ...read, local: true, prepare: async () => ({ preview: '' }) })).toEqual([
      'local stands on a tool with prepare; leave one of them out',
    ]);
    expect(mistakesOf({ ...read, local: true, probe: async () => ({ kind: 'absent' }) })).toEqual([
      'local stands on a tool with probe; leave one of them out',
    ]);
    expect(mistakesOf({ ...read, local: 'yes' })).toEqual([
      'local "yes" is unknown; say true or leave it out',
    ]);
  });
});
