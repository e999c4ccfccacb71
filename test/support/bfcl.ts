import { z } from 'zod';
import type { Json, JsonObject } from '../../src/core/values/json.ts';
import { defineTool } from '../../src/tools/define/define-tool.ts';
import { jsonSchemaInput } from '../../src/tools/define/json-schema-input.ts';
import type { Tool } from '../../src/tools/define/tool.ts';
import { readSharedJsonLines } from './shared-data.ts';

/** One row of the function-calling leaderboard: functions, and the calls that are accepted as an answer. */
export interface BfclRow {
  readonly id: string;
  readonly function: readonly BfclFunction[];
  /** Accepted values of each argument; `""` among them means that it may be left out. Null where no call is right. */
  readonly ground_truth: readonly Readonly<Record<string, Readonly<Record<string, Json[]>>>>[] | null;
}

export interface BfclFunction {
  readonly name: string;
  readonly description: string;
  readonly parameters: JsonObject;
}

export function readBfcl(set: string): BfclRow[] {
  return readSharedJsonLines<BfclRow>(`bfcl/${set}.jsonl`);
}

/** Providers take no dots in names. */
function toolName(name: string): string {
  return name.replaceAll('.', '_');
}

/** The tools of a row, with their arguments' types in the words of JSON Schema. */
export function bfclTools(functions: readonly BfclFunction[]): ReadonlyMap<string, Tool> {
  return new Map(
    functions.map(({ name, description, parameters }) => {
      const tool = defineTool({
        name: toolName(name),
        description,
        input: jsonSchemaInput(jsonSchemaOf(parameters)),
        output: z.null(),
        effect: 'read',
        execute: async () => null,
      });
      return [tool.name, tool];
    }),
  );
}

const jsonTypes: Readonly<Record<string, string>> = { dict: 'object', float: 'number', tuple: 'array' };

/** The data speaks of Python's types; `any` is no limit at all. */
export function jsonSchemaOf(schema: JsonObject): JsonObject {
  const { type, properties, items, ...rest } = schema;
  return {
    ...rest,
    ...(typeof type === 'string' && type !== 'any' && { type: jsonTypes[type] ?? type }),
    ...(isObject(properties) && {
      properties: Object.fromEntries(
        Object.entries(properties).map(([name, value]) => [name, jsonSchemaOf(value as JsonObject)]),
      ),
    }),
    ...(isObject(items) && { items: jsonSchemaOf(items) }),
  };
}

/** Every argument with each of its accepted values, absence included; nested fields one at a time. */
export interface AcceptedCall {
  readonly tool: string;
  readonly values: ReadonlyMap<string, readonly (Json | undefined)[]>;
}

export function acceptedCalls({ function: functions, ground_truth }: BfclRow): AcceptedCall[] {
  return (ground_truth ?? []).flatMap((call) =>
    Object.entries(call).map(([name, args]) => {
      const properties = functions.find((candidate) => candidate.name === name)?.parameters.properties;
      if (!isObject(properties)) throw new Error(`no function ${name} with properties`);
      return {
        tool: toolName(name),
        values: new Map(
          Object.entries(args).map(([arg, accepted]) => [
            arg,
            variants(accepted, properties[arg] as JsonObject | undefined),
          ]),
        ),
      };
    }),
  );
}

/**
 * Concrete values of one argument; undefined where it may be left out. Fields of an object have accepted values of
 * their own. Where no value at all is accepted, the data means an empty list.
 */
function variants(accepted: readonly Json[], schema: JsonObject | undefined): (Json | undefined)[] {
  if (accepted.length === 0) return [[]];
  return accepted.flatMap((value): (Json | undefined)[] => {
    if (value === '') return [undefined];
    if (schema?.type === 'dict' && isObject(schema.properties) && isObject(value)) {
      return objects(value, schema.properties);
    }
    const items = schema?.items;
    if (Array.isArray(value) && isObject(items) && items.type === 'dict' && isObject(items.properties)) {
      const properties = items.properties;
      const each = value.map((item): Json[] => (isObject(item) ? objects(item, properties) : [item]));
      return oneAtATime(each);
    }
    return [value];
  });
}

function objects(value: JsonObject, properties: JsonObject): JsonObject[] {
  const names = Object.keys(value);
  const each = names.map((name) =>
    variants([value[name] ?? null].flat(), properties[name] as JsonObject | undefined),
  );
  return oneAtATime(each).map((values) => {
    const entries = names.map((name, i) => [name, values[i]] as const);
    return Object.fromEntries(entries.filter((entry): entry is [string, Json] => entry[1] !== undefined));
  });
}

/** The first of each, and then every other choice with the first ones beside it. */
function oneAtATime<Value>(each: readonly (readonly Value[])[]): Value[][] {
  const first = each.map((choices) => choices[0] as Value);
  const others = each.flatMap((choices, i) =>
    choices.slice(1).map((choice) => first.map((value, at) => (at === i ? choice : value))),
  );
  return [first, ...others];
}

export function isObject(value: Json | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
