import { describe, expect, it } from 'vitest';
import type { CallCheck } from '../../../src/core/model/model-turn.ts';
import type { Json, JsonObject } from '../../../src/core/values/json.ts';
import { checkCall } from '../../../src/tools/check/check-call.ts';
import type { Tool } from '../../../src/tools/define/tool.ts';
import {
  type AcceptedCall,
  acceptedCalls,
  type BfclFunction,
  bfclTools,
  isObject,
  jsonSchemaOf,
  readBfcl,
} from '../../support/bfcl.ts';
import { bfclContradictions } from '../../support/bfcl-contradictions.ts';
import { parsePythonCall } from '../../support/python-call.ts';
import { missingShared, readSharedJson, readSharedJsonLines } from '../../support/shared-data.ts';

const sets = [
  'simple_python',
  'multiple',
  'parallel',
  'parallel_multiple',
  'live_simple',
  'live_parallel',
  'live_parallel_multiple',
];
const missing = missingShared('bfcl/simple_python.jsonl');

interface Case {
  readonly id: string;
  readonly tools: ReadonlyMap<string, Tool>;
  readonly call: AcceptedCall;
  /** The first accepted value of each argument that fits; all of the call when none does. */
  readonly base: JsonObject;
  readonly properties: JsonObject;
  readonly required: readonly string[];
}

type Tools = ReadonlyMap<string, Tool>;

function check(tools: Tools, tool: string, args: JsonObject): CallCheck {
  return checkCall(tools, { tool, argumentsText: JSON.stringify(args) }).check;
}

function casesOf(set: string): Case[] {
  return readBfcl(set).flatMap((row) => {
    const tools = bfclTools(row.function);
    const called = (row.ground_truth ?? []).flatMap((call) => Object.keys(call));
    return acceptedCalls(row).map((call, i) => {
      const { parameters } = row.function.find(({ name }) => name === called[i]) as BfclFunction;
      const { properties, required = [] } = jsonSchemaOf(parameters) as {
        properties: JsonObject;
        required?: string[];
      };
      return { id: row.id, tools, call, base: fittingBase(tools, call), properties, required };
    });
  });
}

/** Chosen argument by argument, by which value leaves the fewest complaints. */
function fittingBase(tools: Tools, { tool, values }: AcceptedCall): JsonObject {
  const complaints = (args: JsonObject) => {
    const result = check(tools, tool, args);
    return result.kind === 'valid' ? 0 : result.message.split('\n').length;
  };
  const first = [...values].map(
    ([arg, choices]) => [arg, choices.find((choice) => choice !== undefined)] as const,
  );
  let base = withArguments({}, first);
  for (const [arg, choices] of values) {
    for (const choice of choices) {
      const other = withArguments(base, [[arg, choice]]);
      if (complaints(other) < complaints(base)) base = other;
    }
  }
  return base;
}

/** Undefined takes the argument out. */
function withArguments(
  base: JsonObject,
  changes: readonly (readonly [string, Json | undefined])[],
): JsonObject {
  const entries = Object.entries({ ...base, ...Object.fromEntries(changes) });
  return Object.fromEntries(entries.filter((entry): entry is [string, Json] => entry[1] !== undefined));
}

describe.skipIf(missing)(`calls of the function-calling leaderboard${missing ? ` (${missing})` : ''}`, () => {
  const cases = missing ? [] : sets.flatMap(casesOf);
  const valid = cases.filter(({ tools, call, base }) => check(tools, call.tool, base).kind === 'valid');

  it('can be made: 1,273 of 1,275; two have no answer that fits their own schema', () => {
    expect(cases.length).toBe(1_275);
    expect(cases.filter((each) => !valid.includes(each)).map(({ id }) => id)).toEqual([
      'parallel_multiple_94',
      'live_parallel_multiple_2-2-0',
    ]);
  });

  it('pass with each of 4,830 accepted values; those of 24 rows contradict their own schema, by id', () => {
    let passed = 0;
    const found = new Set<string>();
    for (const { id, tools, call, base } of cases) {
      for (const [arg, choices] of call.values) {
        for (const choice of choices) {
          if (check(tools, call.tool, withArguments(base, [[arg, choice]])).kind === 'valid') passed++;
          else found.add(id);
        }
      }
    }
    expect(passed).toBe(4_830);
    expect([...found].sort()).toEqual(Object.values(bfclContradictions).flat().sort());
  });

  it('are refused when a required argument is missing, and told which', () => {
    let refused = 0;
    for (const { id, tools, call, base, required } of valid) {
      for (const field of required) {
        const result = check(tools, call.tool, withArguments(base, [[field, undefined]]));
        expect([`${id} without ${field}`, reasonOf(result)]).toEqual([
          `${id} without ${field}`,
          'bad-arguments',
        ]);
        expect(messageOf(result)).toContain(`- the field ${JSON.stringify(field)} is missing`);
        refused++;
      }
    }
    expect(refused).toBe(2_578);
  });

  it('are refused when an argument is of another type, and told which and what is expected', () => {
    let refused = 0;
    for (const { id, tools, call, base, properties } of valid) {
      for (const [path, wrong, type] of wrongTypes(base, { type: 'object', properties })) {
        const result = check(tools, call.tool, wrong as JsonObject);
        expect(result, `${id} with another ${path}`).toMatchObject({
          kind: 'invalid',
          reason: 'bad-arguments',
        });
        expect(messageOf(result)).toContain(`- ${path}: expected ${type}, received `);
        refused++;
      }
    }
    expect(refused).toBe(3_756);
  });

  it('are refused with an argument that the function does not have, and told which', () => {
    for (const { id, tools, call, base } of valid) {
      const result = check(tools, call.tool, { ...base, surprise_field: 'x' });
      expect([id, reasonOf(result)]).toEqual([id, 'bad-arguments']);
      expect(messageOf(result)).toContain('- the field "surprise_field" is unknown; leave it out');
    }
  });

  it('are refused for a function that does not exist, and told which do, the closest first', () => {
    for (const { id, tools, call, base } of valid) {
      const unknown = `${call.tool}_v2`;
      const result = check(tools, unknown, base);
      expect([id, reasonOf(result)]).toEqual([id, 'unknown-tool']);
      expect(messageOf(result)).toMatch(
        /^There is no tool ".*"\. Tools that exist, the closest name first: /,
      );
      expect(messageOf(result)).toContain(`closest name first: ${call.tool}`);
    }
  });

  it('have functions that can all be shown to a model, also where no call is right', () => {
    const rows = missing ? [] : ['irrelevance', 'live_relevance'].flatMap(readBfcl);
    expect(rows.map((row) => bfclTools(row.function).size).reduce((sum, size) => sum + size, 0)).toBe(180);
  });

  it('pass in conversations too: all 1,471 calls of the accepted ways through them', () => {
    const docs = (missing ? {} : readSharedJson('bfcl/multi_turn_func_docs.json')) as Record<
      string,
      BfclFunction[]
    >;
    const functions = Object.values(docs).flat();
    const tools = bfclTools(functions);
    const refused: string[] = [];
    let passed = 0;
    for (const set of missing ? [] : ['multi_turn_base', 'multi_turn_miss_func']) {
      const rows = readSharedJsonLines<{ id: string; ground_truth: string[][] }>(`bfcl/${set}.jsonl`);
      for (const { id, ground_truth } of rows) {
        for (const text of ground_truth.flat()) {
          const { name, positional, named } = parsePythonCall(text);
          const { properties } = functions.find((each) => each.name === name)?.parameters ?? {};
          const names = Object.keys(properties ?? {});
          const args = {
            ...Object.fromEntries(positional.map((value, i) => [names[i] ?? `#${i}`, value])),
            ...named,
          };
          const result = check(tools, name, args);
          if (result.kind === 'valid') passed++;
          else refused.push(`${id} ${text}: ${result.message.split('\n')[1]}`);
        }
      }
    }
    expect(refused).toEqual([]);
    expect(passed).toBe(1_471);
  });
});

function reasonOf(result: CallCheck): string {
  return result.kind === 'valid' ? 'valid' : result.reason;
}

function messageOf(result: CallCheck): string {
  if (result.kind === 'valid') throw new Error('the call was taken');
  return result.message;
}

/** The value with one part of it, at any depth, replaced by one of another type; with its path and the right type. */
function wrongTypes(value: Json, schema: JsonObject, path = ''): [string, Json, string][] {
  const { type, properties, items } = schema;
  const found: [string, Json, string][] = [];
  if (path !== '' && typeof type === 'string') found.push([path, type === 'string' ? 7.5 : 'seven', type]);
  if (isObject(value) && isObject(properties)) {
    for (const [name, member] of Object.entries(value)) {
      const inner = wrongTypes(
        member,
        properties[name] as JsonObject,
        path === '' ? name : `${path}.${name}`,
      );
      found.push(
        ...inner.map(([at, wrong, kind]): [string, Json, string] => [at, { ...value, [name]: wrong }, kind]),
      );
    }
  }
  if (Array.isArray(value) && isObject(items) && value.length > 0) {
    const inner = wrongTypes(value[0] as Json, items, `${path}[0]`);
    found.push(
      ...inner.map(([at, wrong, kind]): [string, Json, string] => [at, [wrong, ...value.slice(1)], kind]),
    );
  }
  return found;
}
