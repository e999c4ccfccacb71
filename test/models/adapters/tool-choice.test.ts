import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { classifyModelError } from '../../../src/models/errors/classify-model-error.ts';
import type { ModelRequest, ToolChoice } from '../../../src/models/model-port.ts';
import { plainAnswer, writtenFor } from '../../support/strict-wire/any-answer.ts';
import type { WireName } from '../../support/strict-wire/refusal.ts';
import { modelRequest, portsAt, rejection } from '../model-request.ts';
import { serveResponses } from '../serve-response.ts';

let server: Awaited<ReturnType<typeof serveResponses>>;
beforeAll(async () => {
  server = await serveResponses();
});
afterAll(() => server.stop());

const tools = ['look', 'søg kunder'].map((name) => ({
  name,
  description: 'Look.',
  inputSchema: { type: 'object', properties: {} },
}));

async function bodyOf(wire: WireName, request: Partial<ModelRequest>): Promise<Record<string, unknown>> {
  server.answer({ status: 200, body: JSON.stringify(writtenFor(wire, plainAnswer)) });
  await portsAt(server.url)[wire].generate(modelRequest({ model: 'm', tools, ...request }));
  return server.requests[0]?.body ?? {};
}

const forms: readonly (readonly [WireName, ToolChoice, object])[] = [
  ['anthropic', 'none', { tool_choice: { type: 'none' } }],
  ['openAi', 'none', { tool_choice: 'none' }],
  ['openAiChat', 'none', { tool_choice: 'none' }],
  ['google', 'none', { toolConfig: { functionCallingConfig: { mode: 'NONE' } } }],
  ['anthropic', 'required', { tool_choice: { type: 'any' } }],
  ['openAi', 'required', { tool_choice: 'required' }],
  ['openAiChat', 'required', { tool_choice: 'required' }],
  ['google', 'required', { toolConfig: { functionCallingConfig: { mode: 'ANY' } } }],
  ['anthropic', { tool: 'look' }, { tool_choice: { type: 'tool', name: 'look' } }],
  ['openAi', { tool: 'look' }, { tool_choice: { type: 'function', name: 'look' } }],
  ['openAiChat', { tool: 'look' }, { tool_choice: { type: 'function', function: { name: 'look' } } }],
  [
    'google',
    { tool: 'look' },
    { toolConfig: { functionCallingConfig: { mode: 'ANY', allowedFunctionNames: ['look'] } } },
  ],
];

describe('a tool choice', () => {
  it.each(forms)('is told in the words of the wire: %s, %j', async (wire, toolChoice, form) => {
    expect(await bodyOf(wire, { toolChoice })).toMatchObject(form);
  });

  it.each(['anthropic', 'openAi', 'openAiChat', 'google'] as const)(
    'of none leaves all else of the request as it is, tools and cache marks among it: %s',
    async (wire) => {
      const { tool_choice: _, toolConfig: __, ...rest } = await bodyOf(wire, { toolChoice: 'none' });
      expect(rest).toEqual(await bodyOf(wire, {}));
    },
  );

  it.each(['anthropic', 'openAi', 'openAiChat', 'google'] as const)(
    'of none is not told where there are no tools: %s',
    async (wire) => {
      const body = await bodyOf(wire, { tools: [], toolChoice: 'none' });
      expect(body).toEqual(await bodyOf(wire, { tools: [] }));
    },
  );

  it('names a tool as the wire knows it', async () => {
    expect(await bodyOf('openAiChat', { toolChoice: { tool: 'søg kunder' } })).toMatchObject({
      tool_choice: { function: { name: 's_g_kunder' } },
    });
  });

  it('that a model takes no order of fails before anything is sent', async () => {
    server.answer({ status: 200, body: JSON.stringify(writtenFor('anthropic', plainAnswer)) });
    const request = modelRequest({ model: 'claude-opus-5-5', tools, toolChoice: 'required' });
    const error = await rejection(portsAt(server.url).anthropic.generate(request));
    expect(classifyModelError(error, 'anthropic:claude-opus-5-5').message).toContain(
      'was not sent: claude-opus-5-5 takes no order about tools ("required")',
    );
    expect(server.requests).toEqual([]);
  });
});
