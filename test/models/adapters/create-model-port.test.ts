import { afterEach, describe, expect, it, vi } from 'vitest';
import { createModelPort } from '../../../src/models/adapters/create-model-port.ts';
import { modelRequest } from '../model-request.ts';
import { serveResponses } from '../serve-response.ts';

const keys = { ANTHROPIC_API_KEY: 'key-a', OPENAI_API_KEY: 'key-o', GOOGLE_API_KEY: 'key-g' };

describe('createModelPort', () => {
  it.each([
    ['anthropic:claude-sonnet-4-5', {}, 'ANTHROPIC_API_KEY'],
    ['openai-chat:gpt-4o', {}, 'OPENAI_API_KEY'],
    ['openai:gpt-4o', {}, 'OPENAI_API_KEY'],
    ['google:gemini-2.5-pro', {}, 'GOOGLE_API_KEY'],
    ['google:gemini-2.5-pro', { ...keys, GOOGLE_BASE_URL: 'ftp://x' }, 'GOOGLE_BASE_URL'],
    ['openai-chat:gpt-4o', { OPENAI_API_KEY: ' ' }, 'OPENAI_API_KEY'],
    ['anthropic:claude-sonnet-4-5', { ...keys, ANTHROPIC_BASE_URL: 'localhost:1' }, 'ANTHROPIC_BASE_URL'],
    ['openai-chat:gpt-4o', { ...keys, OPENAI_BASE_URL: '/v1' }, 'OPENAI_BASE_URL'],
  ])('%s with %o is a problem that names %s', (modelId, env, variable) => {
    const found = createModelPort(env)(modelId);
    expect(found).toMatchObject({ kind: 'problem', type: 'run.provider-not-configured', variable });
    expect(JSON.stringify(found)).not.toContain('key-a');
    expect(found.kind === 'problem' && found.message).toContain(variable);
  });

  it.each(['gpt-4o', 'mystery:gpt-4o', 'anthropic:', 'toString:x', ''])(
    'the model id "%s" is a problem that lists what exists',
    (modelId) => {
      const found = createModelPort(keys)(modelId);
      expect(found.kind === 'problem' && found.message).toContain(
        'Use anthropic:MODEL, openai:MODEL, openai-chat:MODEL or google:MODEL.',
      );
    },
  );

  it('keeps colons and slashes of the model’s own name', () => {
    expect(createModelPort(keys)('openai-chat:meta/llama:70b')).toMatchObject({
      kind: 'ready',
      model: 'meta/llama:70b',
    });
  });

  it('makes one port a provider', () => {
    const portFor = createModelPort(keys);
    const [one, two] = [portFor('anthropic:a'), portFor('anthropic:b')];
    expect(one.kind === 'ready' && two.kind === 'ready' && one.port === two.port).toBe(true);
  });
});

describe('ModelPort on the wire', () => {
  let server: Awaited<ReturnType<typeof serveResponses>> | undefined;
  afterEach(async () => server?.stop());

  async function sent(modelId: string, env: (url: string) => Record<string, string>) {
    server = await serveResponses();
    server.answer({ status: 500, body: '' });
    const found = createModelPort({ ...keys, ...env(server.url) })(modelId);
    if (found.kind === 'problem') throw new Error(found.message);
    const tools = [{ name: 'look', description: 'Looks.', inputSchema: { type: 'object', properties: {} } }];
    await found.port.generate(modelRequest({ model: found.model, tools })).catch(() => undefined);
    expect(server.requests).toHaveLength(1);
    return server.requests[0];
  }

  it.each(['', '/', '/v1', '/v1/'])('Anthropic’s base URL may end in "%s"', async (ending) => {
    const request = await sent('anthropic:claude-sonnet-4-5', (url) => ({
      ANTHROPIC_BASE_URL: url + ending,
    }));
    expect(request?.path).toBe('/v1/messages');
    expect(request?.headers['x-api-key']).toBe('key-a');
  });

  it('sends Anthropic the limit as reserved, no reasoning, and marks instructions and the last message for the cache', async () => {
    const request = await sent('anthropic:claude-sonnet-4-5', (url) => ({ ANTHROPIC_BASE_URL: url }));
    expect(request?.body).toEqual({
      model: 'claude-sonnet-4-5',
      max_tokens: 256,
      system: [{ type: 'text', text: 'Help the customer.', cache_control: { type: 'ephemeral' } }],
      messages: [
        { role: 'user', content: [{ type: 'text', text: 'Hello', cache_control: { type: 'ephemeral' } }] },
      ],
      tools: [{ name: 'look', description: 'Looks.', input_schema: { type: 'object', properties: {} } }],
    });
  });

  it.each(['', '/', '/v1beta', '/v1/'])('Google’s base URL may end in "%s"', async (ending) => {
    const request = await sent('google:gemini-2.5-pro', (url) => ({ GOOGLE_BASE_URL: url + ending }));
    const version = ending.startsWith('/v1/') ? 'v1' : 'v1beta';
    expect(request?.path).toBe(`/${version}/models/gemini-2.5-pro:generateContent`);
  });

  it('sends OpenAI’s Responses the limit as reserved, asks it to store nothing, and leaves schemas as they are', async () => {
    const request = await sent('openai:gpt-4.1', (url) => ({ OPENAI_BASE_URL: `${url}/v1/` }));
    expect(request?.path).toBe('/v1/responses');
    expect(request?.headers.authorization).toBe('Bearer key-o');
    expect(request?.body).toEqual({
      model: 'gpt-4.1',
      max_output_tokens: 256,
      store: false,
      prompt_cache_key: expect.stringMatching(/^[0-9a-f]{32}$/),
      input: [
        { role: 'system', content: 'Help the customer.' },
        { role: 'user', content: [{ type: 'input_text', text: 'Hello' }] },
      ],
      tools: [
        {
          type: 'function',
          name: 'look',
          description: 'Looks.',
          parameters: { type: 'object', properties: {} },
          strict: false,
        },
      ],
    });
  });

  it('sends a compatible server max_tokens, with instructions as the system message', async () => {
    const request = await sent('openai-chat:gpt-4o', (url) => ({ OPENAI_BASE_URL: `${url}/v1/` }));
    expect(request?.path).toBe('/v1/chat/completions');
    expect(request?.headers.authorization).toBe('Bearer key-o');
    expect(request?.body).toEqual({
      model: 'gpt-4o',
      max_tokens: 256,
      messages: [
        { role: 'system', content: 'Help the customer.' },
        { role: 'user', content: 'Hello' },
      ],
      tools: [
        {
          type: 'function',
          function: { name: 'look', description: 'Looks.', parameters: { type: 'object', properties: {} } },
        },
      ],
    });
  });
});

describe('ModelPort at OpenAI itself', () => {
  afterEach(() => {
    vi.unstubAllGlobals();
  });

  it('sends max_completion_tokens, the only limit that reasoning models take', async () => {
    const sent: { url: string; body: Record<string, unknown> }[] = [];
    vi.stubGlobal('fetch', async (url: string, init: { body: string }) => {
      sent.push({ url, body: JSON.parse(init.body) });
      return new Response('', { status: 500 });
    });
    const found = createModelPort(keys)('openai-chat:gpt-5');
    if (found.kind === 'ready') await found.port.generate(modelRequest()).catch(() => undefined);
    expect(sent).toHaveLength(1);
    expect(sent[0]?.url).toBe('https://api.openai.com/v1/chat/completions');
    expect(sent[0]?.body).toMatchObject({
      max_completion_tokens: 256,
      prompt_cache_key: expect.stringMatching(/^[0-9a-f]{32}$/),
    });
    expect(sent[0]?.body).not.toHaveProperty('max_tokens');
  });
});

describe('usage over Messages', () => {
  it('counts cached and cache-writing tokens into the input, which the wire counts apart', async () => {
    const server = await serveResponses();
    try {
      const usage = {
        input_tokens: 20,
        cache_read_input_tokens: 100,
        cache_creation_input_tokens: 30,
        output_tokens: 7,
      };
      const content = [{ type: 'text', text: 'Hi' }];
      server.answer({
        status: 200,
        body: JSON.stringify({ type: 'message', content, stop_reason: 'end_turn', usage }),
      });
      const found = createModelPort({ ...keys, ANTHROPIC_BASE_URL: server.url })(
        'anthropic:claude-sonnet-4-5',
      );
      const answer = found.kind === 'ready' ? await found.port.generate(modelRequest()) : undefined;
      expect(answer?.usage).toEqual({
        inputTokens: 150,
        cachedInputTokens: 100,
        cacheWriteTokens: 30,
        outputTokens: 7,
      });
    } finally {
      await server.stop();
    }
  });
});

describe('usage that the provider does not say', () => {
  it.each([
    ['no usage', undefined],
    ['null', null],
    ['no prompt_tokens', { completion_tokens: 3 }],
    ['no completion_tokens', { prompt_tokens: 3 }],
    ['a negative count', { prompt_tokens: -1, completion_tokens: 3 }],
  ])('is undefined over Chat Completions: %s', async (_name, usage) => {
    const server = await serveResponses();
    try {
      const choices = [{ message: { role: 'assistant', content: 'Hi' }, finish_reason: 'stop' }];
      server.answer({ status: 200, body: JSON.stringify({ choices, usage }) });
      const found = createModelPort({ ...keys, OPENAI_BASE_URL: server.url })('openai-chat:gpt-4o');
      const answer = found.kind === 'ready' ? await found.port.generate(modelRequest()) : undefined;
      expect(answer).toEqual({ text: 'Hi', calls: [], usage: undefined, ending: { kind: 'whole' } });
    } finally {
      await server.stop();
    }
  });
});
