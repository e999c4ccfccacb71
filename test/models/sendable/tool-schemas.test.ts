import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import type { JsonObject } from '../../../src/core/values/json.ts';
import type { ModelTool } from '../../../src/models/model-port.ts';
import { jsonSchemaInput } from '../../../src/tools/define/json-schema-input.ts';
import { toolJsonSchema } from '../../../src/tools/define/tool-json-schema.ts';
import { jsonSchemaOf, readBfcl } from '../../support/bfcl.ts';
import { missingShared, readSharedJsonLines } from '../../support/shared-data.ts';
import { plainAnswer, writtenFor } from '../../support/strict-wire/any-answer.ts';
import type { WireName } from '../../support/strict-wire/refusal.ts';
import { serveStrictly } from '../../support/strict-wire/serve-strictly.ts';
import { modelRequest, portsAt } from '../model-request.ts';

const wires: readonly WireName[] = ['anthropic', 'openAi', 'openAiChat', 'google'];

let server: Awaited<ReturnType<typeof serveStrictly>>;
beforeAll(async () => {
  server = await serveStrictly();
});
afterAll(() => server.stop());

const tool = (name: string, input: z.ZodType): ModelTool => ({
  name,
  description: name,
  inputSchema: toolJsonSchema(input),
});

/** Each schema goes through the adapter alone, so that a refusal names it. */
async function refusals(wire: WireName, tools: readonly ModelTool[]): Promise<string[]> {
  const port = portsAt(server.url)[wire];
  const found: string[] = [];
  const ask = async (some: readonly ModelTool[]): Promise<void> => {
    server.answer(writtenFor(wire, plainAnswer));
    await port.generate(modelRequest({ model: 'm', tools: some })).catch((error: unknown) => {
      if (server.refusal() === undefined) throw error;
    });
    const refusal = server.refusal();
    if (refusal === undefined) return;
    if (some.length === 1) found.push(`${some[0]?.name}: ${refusal}`);
    else for (const one of some) await ask([one]);
  };
  for (let at = 0; at < tools.length; at += 100) await ask(tools.slice(at, at + 100));
  return found;
}

function numbered(schemas: readonly JsonObject[]): ModelTool[] {
  const readable = schemas.flatMap((schema) => {
    try {
      return [toolJsonSchema(jsonSchemaInput(schema))];
    } catch {
      return [];
    }
  });
  return readable.map((inputSchema, index) => ({
    name: `tool_${index}`,
    description: 'A tool.',
    inputSchema,
  }));
}

const awkward = z.object({
  'filter[status]': z.string(),
  $top: z.number().optional(),
  m: z.record(z.string(), z.number()),
  e: z.record(z.enum(['a', 'b']), z.number()).optional(),
  pair: z.tuple([z.string(), z.number()]),
  mail: z.email(),
  any: z.array(z.any()),
});

describe('a tool with a schema that some provider refuses', () => {
  it.each(wires)('is taken over %s', async (wire) => {
    const intersected = jsonSchemaInput({
      $schema: 'http://json-schema.org/draft-07/schema#',
      type: 'object',
      properties: { a: { type: 'string' } },
      anyOf: [{ required: ['a'] }, { properties: { b: { items: [{ type: 'string' }] } }, required: ['b'] }],
      allOf: [{ $ref: '#/definitions/more' }],
      definitions: { more: { properties: { c: { $ref: '#/properties/a' } }, required: ['c'] } },
    });
    expect(await refusals(wire, [tool('awkward', awkward), tool('intersected', intersected)])).toEqual([]);
  });

  it('has its odd fields under other names over anthropic, and its calls under its own', async () => {
    server.answer(writtenFor('anthropic', plainAnswer));
    const port = portsAt(server.url).anthropic;
    await port.generate(modelRequest({ tools: [tool('awkward', awkward)] }));
    interface Sent {
      readonly input_schema: { readonly properties: object; readonly required: string[] };
    }
    const [sent] = (server.bodies[0]?.['tools'] ?? []) as Sent[];
    const [name = ''] = Object.keys(sent?.input_schema.properties ?? {});
    expect(name).toMatch(/^filter_status__[0-9a-f]{8}$/);
    expect(sent?.input_schema.required).toContain(name);
    expect(JSON.stringify(sent?.input_schema)).toContain('Stands for the field \\"filter[status]\\".');

    server.answer({
      ...writtenFor('anthropic', plainAnswer),
      content: [
        { type: 'tool_use', id: 't1', name: 'awkward', input: { [name]: 'open', any: [{ [name]: ':' }] } },
      ],
    });
    const answer = await port.generate(modelRequest({ tools: [tool('awkward', awkward)] }));
    expect(answer.calls[0]?.argumentsText).toBe('{"filter[status]":"open","any":[{"filter[status]":":"}]}');

    server.answer(writtenFor('anthropic', plainAnswer));
    await port.generate(
      modelRequest({
        tools: [tool('awkward', awkward)],
        messages: [
          { role: 'user', content: 'Hello' },
          {
            role: 'assistant',
            content: '',
            calls: [
              { id: 'c1.1', providerCallId: 't1', tool: 'awkward', arguments: { 'filter[status]': 'open' } },
            ],
          },
          {
            role: 'tool',
            callId: 'c1.1',
            providerCallId: 't1',
            tool: 'awkward',
            content: '1',
            isError: false,
          },
        ],
      }),
    );
    expect(JSON.stringify(server.bodies[0]?.['messages'])).toContain(`"input":{"${name}":"open"}`);
  });
});

const bfcl = 'bfcl/simple_python.jsonl';
const noBfcl = missingShared(bfcl);
const bfclSets = [
  'simple_python',
  'multiple',
  'parallel',
  'parallel_multiple',
  'live_simple',
  'live_parallel',
];
const ofBfcl = (noBfcl ? [] : bfclSets)
  .flatMap(readBfcl)
  .flatMap((row) => row.function)
  .map(({ parameters }) => jsonSchemaOf(parameters));

describe.skipIf(noBfcl)(`tool schemas of the leaderboard ${noBfcl || ''}`, () => {
  it.each(wires)('are all taken over %s', async (wire) => {
    const sent = numbered(ofBfcl);
    expect(sent).toHaveLength(ofBfcl.length);
    expect(sent.length).toBeGreaterThan(1_000);
    expect(await refusals(wire, sent)).toEqual([]);
  });
});

const mcp = ['mcp-sessions/everything.jsonl', 'mcp-sessions/filesystem.jsonl'];
const noMcp = mcp.map(missingShared).find((missing) => missing !== false) ?? false;
describe.skipIf(noMcp)(`tool schemas of recorded MCP servers ${noMcp || ''}`, () => {
  it.each(wires)('are all taken over %s', async (wire) => {
    const rows = mcp.flatMap((file) =>
      readSharedJsonLines<{ msg: { result?: { tools?: { inputSchema: JsonObject }[] } } }>(file),
    );
    const schemas = rows.flatMap(({ msg }) => msg.result?.tools ?? []).map((one) => one.inputSchema);
    expect(schemas.length).toBeGreaterThanOrEqual(20);
    const tools = numbered(schemas);
    expect(tools).toHaveLength(schemas.length);
    expect(await refusals(wire, tools)).toEqual([]);
  });
});

const suite = 'json-schema-suite/groups.jsonl';
describe.skipIf(missingShared(suite))(
  `object schemas of the JSON Schema suite ${missingShared(suite) || ''}`,
  () => {
    it.each(wires)('are taken over %s, wherever they can be read', async (wire) => {
      const groups = readSharedJsonLines<{ draft: string; schema: JsonObject | boolean }>(suite);
      const tools = numbered(
        groups.flatMap(({ draft, schema }) => {
          if (typeof schema !== 'object' || ![undefined, 'object'].includes(schema['type'] as string))
            return [];
          const dialect = draft === 'draft7' ? { $schema: 'http://json-schema.org/draft-07/schema#' } : {};
          return [{ ...dialect, ...schema, type: 'object' }];
        }),
      );
      expect(tools.length).toBeGreaterThan(250);
      expect(await refusals(wire, tools)).toEqual([]);
    });
  },
);
