import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { classifyModelError } from '../../src/models/classify-model-error.ts';
import { missingShared, readSharedJsonLines } from '../support/shared-data.ts';
import { modelRequest, portsAt, rejection } from './model-request.ts';
import { serveResponses } from './serve-response.ts';

interface Interaction {
  readonly request: {
    readonly uri: string;
    readonly body?: { readonly json?: { readonly stream?: boolean } };
  };
  readonly response: { readonly status: number; readonly body?: { readonly json?: Wire } };
}
type Wire = Record<string, unknown>;

const cassettes = 'llm-wire/cassettes.jsonl';
const missing = missingShared(cassettes);
const interactions = (
  missing ? [] : readSharedJsonLines<{ path: string; interactions: Interaction[] }>(cassettes)
).flatMap((cassette) =>
  cassette.interactions.map((one, index) => ({
    ...one,
    name: `${cassette.path.split('/').at(-1)} #${index}`,
    path: new URL(one.request.uri).pathname,
    streams: one.request.body?.json?.stream === true,
  })),
);
const answersOn = (path: string) =>
  interactions.filter((one) => one.path === path && one.response.status === 200 && !one.streams);

let server: Awaited<ReturnType<typeof serveResponses>>;
beforeAll(async () => {
  server = await serveResponses();
});
afterAll(() => server.stop());

const record = (value: unknown): Wire => (value ?? {}) as Wire;
const list = (value: unknown): Wire[] => (Array.isArray(value) ? value : []);
const count = (value: unknown): number => (typeof value === 'number' ? value : 0);

function anthropicUsage(wire: Wire) {
  const usage = record(wire['usage']);
  // With server-side rounds the top level leaves some out; the executor's own are the sum.
  const rounds = list(usage['iterations']).filter((round) =>
    ['message', 'compaction'].includes(String(round['type'])),
  );
  const sum = (key: string) =>
    rounds.length > 0 ? rounds.reduce((total, round) => total + count(round[key]), 0) : count(usage[key]);
  const cached = count(usage['cache_read_input_tokens']);
  const written = count(usage['cache_creation_input_tokens']);
  return {
    inputTokens: sum('input_tokens') + cached + written,
    cachedInputTokens: cached,
    cacheWriteTokens: written,
    outputTokens: sum('output_tokens'),
  };
}

function chatUsage(wire: Wire) {
  const usage = record(wire['usage']);
  const details = record(usage['prompt_tokens_details']);
  return {
    inputTokens: usage['prompt_tokens'],
    cachedInputTokens: count(details['cached_tokens']),
    cacheWriteTokens: count(details['cache_write_tokens']),
    outputTokens: usage['completion_tokens'],
  };
}

describe.skipIf(missing)(`ModelPort on recorded answers${missing ? `: ${missing}` : ''}`, () => {
  // Continues a server-side MCP call of an earlier answer. We declare no such tools, and the SDK cannot read it alone.
  const continuation = 'test_in_flight_mcp_call_history_is_accepted.yaml #0';
  const messages = answersOn('/v1/messages').filter((one) => one.name !== continuation);
  const completions = answersOn('/v1/chat/completions');

  it.each(messages.map((one) => [one.name, one] as const))('reads Messages %s', async (_name, one) => {
    const wire = record(one.response.body?.json);
    server.answer({ status: 200, body: JSON.stringify(wire) });
    const answer = await portsAt(server.url).anthropic.generate(modelRequest());
    expect(answer.usage).toEqual(anthropicUsage(wire));
    const content = list(wire['content']);
    expect(answer.text).toBe(
      content
        .filter((part) => part['type'] === 'text')
        .map((part) => part['text'])
        .join(''),
    );
    expect(
      answer.calls.map((call) => [call.providerCallId, call.tool, JSON.parse(call.argumentsText)]),
    ).toEqual(
      content
        .filter((part) => part['type'] === 'tool_use')
        .map((part) => [part['id'], part['name'], part['input']]),
    );
  });

  it.each(completions.map((one) => [one.name, one] as const))(
    'reads Chat Completions %s',
    async (_name, one) => {
      const wire = record(one.response.body?.json);
      server.answer({ status: 200, body: JSON.stringify(wire) });
      const answer = await portsAt(server.url).openAiChat.generate(modelRequest());
      expect(answer.usage).toEqual(chatUsage(wire));
      const message = record(record(list(wire['choices'])[0])['message']);
      expect(answer.text).toBe(message['content'] ?? '');
      expect(answer.calls).toEqual(
        list(message['tool_calls']).map((call) => ({
          providerCallId: call['id'],
          tool: record(call['function'])['name'],
          argumentsText: record(call['function'])['arguments'],
        })),
      );
    },
  );

  it('covers 57 recorded answers of Messages and 30 of Chat Completions', () => {
    expect([messages.length, completions.length]).toEqual([57, 30]);
  });

  it('leaves the bill unknown for the one answer that the SDK fails to read', async () => {
    const one = answersOn('/v1/messages').find(({ name }) => name === continuation);
    server.answer({ status: 200, body: JSON.stringify(one?.response.body?.json) });
    const error = await rejection(portsAt(server.url).anthropic.generate(modelRequest()));
    expect(classifyModelError(error, 'anthropic:m')).toMatchObject({
      type: 'model.unexpected',
      retryable: false,
      billing: 'unknown',
    });
  });

  it('leaves out 15 recorded streams on these paths: the port does not stream yet', () => {
    const streamed = interactions.filter(
      (one) => one.streams && /^\/v1\/(messages|chat\/completions)$/.test(one.path),
    );
    expect(streamed.map((one) => one.path).filter((path) => path === '/v1/messages')).toHaveLength(2);
    expect(streamed).toHaveLength(15);
  });
});
