import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { PromptCache } from '../../../src/core/charter/model-options.ts';
import type { Message } from '../../../src/core/context/message.ts';
import type { ModelRequest } from '../../../src/models/model-port.ts';
import { CacheMeter } from '../../support/cache-meter.ts';
import { plainAnswer, writtenFor } from '../../support/strict-wire/any-answer.ts';
import type { WireName } from '../../support/strict-wire/refusal.ts';
import { modelRequest, portsAt } from '../model-request.ts';
import { serveResponses } from '../serve-response.ts';

let server: Awaited<ReturnType<typeof serveResponses>>;
beforeAll(async () => {
  server = await serveResponses();
});
afterAll(() => server.stop());

type Body = Record<string, unknown>;

async function bodyOf(wire: WireName, request: Partial<ModelRequest>): Promise<Body> {
  server.answer({ status: 200, body: JSON.stringify(writtenFor(wire, plainAnswer)) });
  await portsAt(server.url)[wire].generate(modelRequest({ model: 'm', ...request }));
  return server.requests[0]?.body ?? {};
}

const tools = [
  { name: 'look', description: 'Look.', inputSchema: { type: 'object', properties: {} } },
  { name: 'list', description: 'List.', inputSchema: { type: 'object', properties: {} } },
];

/** A user's message and so many turns, each a call and its result. */
function windowOf(turns: number): Message[] {
  const said = Array.from({ length: turns }, (_, index): Message[] => {
    const call = { id: `c${index + 1}.1`, providerCallId: `t${index + 1}`, tool: 'look', arguments: {} };
    const { id: callId, providerCallId, tool } = call;
    return [
      { role: 'assistant', content: '', calls: [call] },
      { role: 'tool', callId, providerCallId, tool, content: `Result ${index + 1}.`, isError: false },
    ];
  });
  return [{ role: 'user', content: 'Hello' }, ...said.flat()];
}

/** What is marked: instructions, tools by name, results and texts as they are. */
function marked(body: Body): string[] {
  const list = (value: unknown): Body[] => (Array.isArray(value) ? value : []);
  const blocks = [
    ...list(body['tools']),
    ...list(body['system']),
    ...list(body['messages']).flatMap(({ content }) => list(content)),
  ];
  return blocks.flatMap((block) =>
    block['cache_control'] === undefined ? [] : [String(block['text'] ?? block['content'] ?? block['name'])],
  );
}

describe('what is marked for Anthropic’s cache', () => {
  it('is nothing for an agent that wants no cache', async () => {
    expect(
      marked(await bodyOf('anthropic', { messages: windowOf(1), tools, options: { promptCache: 'off' } })),
    ).toEqual([]);
  });

  it('is kept for as long as the agent says', async () => {
    const ttls = async (promptCache: PromptCache) =>
      [
        ...JSON.stringify(await bodyOf('anthropic', { tools, options: { promptCache } })).matchAll(
          /"cache_control":(\{[^}]*\})/g,
        ),
      ].map(([, control]) => control);
    expect(new Set(await ttls('1h'))).toEqual(new Set(['{"type":"ephemeral","ttl":"1h"}']));
    expect(new Set(await ttls('5m'))).toEqual(new Set(['{"type":"ephemeral"}']));
  });

  it.each<[string, Partial<ModelRequest>, string[]]>([
    ['the first call', { messages: windowOf(0) }, ['Help the customer.', 'Hello']],
    ['the second', { messages: windowOf(1) }, ['Help the customer.', 'Hello', 'Result 1.']],
    ['a later one', { messages: windowOf(5) }, ['Help the customer.', 'Result 4.', 'Result 5.']],
    ['an agent without instructions', { instructions: '', messages: windowOf(0) }, ['list', 'Hello']],
  ])(
    'is the end of what never changes, of the window, and of the window before: %s',
    async (_what, request, marks) => {
      expect(marked(await bodyOf('anthropic', { tools, ...request }))).toEqual(marks);
    },
  );
});

describe('the cache key for OpenAI', () => {
  const keyOf = async (request: Partial<ModelRequest>) =>
    (await bodyOf('openAi', request))['prompt_cache_key'];

  it('stays the same as a window grows, and is another for other instructions, tools or words', async () => {
    const key = await keyOf({ messages: windowOf(0) });
    expect(key).toMatch(/^[0-9a-f]{32}$/);
    expect(await keyOf({ messages: windowOf(3) })).toBe(key);
    const others = [
      await keyOf({ messages: windowOf(0), instructions: 'Other.' }),
      await keyOf({ messages: windowOf(0), tools }),
      await keyOf({ messages: [{ role: 'user', content: 'Other' }] }),
    ];
    expect(new Set([key, ...others]).size).toBe(4);
  });

  it('is not sent to other servers that speak Chat Completions', async () => {
    expect(await bodyOf('openAiChat', {})).not.toHaveProperty('prompt_cache_key');
  });
});

describe('the meter that bills requests in tests', () => {
  const request = (first: string, ...rest: string[]): Body => ({
    system: [{ type: 'text', text: first + 'x'.repeat(8_000), cache_control: { type: 'ephemeral' } }],
    messages: rest.map((text) => ({ role: 'user', content: [{ type: 'text', text }] })),
  });

  it('reads what was written under the same prefix, and nothing where its first byte changed', () => {
    const meter = new CacheMeter();
    expect(meter.bill(request('a', 'Hello'))).toMatchObject({ cache_read_input_tokens: 0 });
    const again = meter.bill(request('a', 'Other'));
    expect(again.cache_read_input_tokens).toBeGreaterThan(2_000);
    expect(again.cache_creation_input_tokens).toBe(0);
    expect(meter.bill(request('b', 'Hello'))).toMatchObject({ cache_read_input_tokens: 0 });
  });

  it('writes nothing without a mark', () => {
    const meter = new CacheMeter();
    const unmarked = { system: 'x'.repeat(8_000), messages: [] };
    expect(
      [meter.bill(unmarked), meter.bill(unmarked)].map((usage) => usage.cache_read_input_tokens),
    ).toEqual([0, 0]);
  });
});
