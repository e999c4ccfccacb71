import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createModelPort } from '../../../src/models/adapters/create-model-port.ts';
import { modelRequest } from '../model-request.ts';
import { serveResponses } from '../serve-response.ts';

let server: Awaited<ReturnType<typeof serveResponses>>;
beforeAll(async () => {
  server = await serveResponses();
});
afterAll(() => server.stop());

const key = 'gw_FAKEFAKE00112233';
const said = `key ${key} was used up`;
const call = { type: 'function_call', id: 'f', call_id: 't', name: 'look', arguments: '{}' };

/** Answers that say the key: in an error, in a reason, in a refusal, in what the end is explained with. */
const answers: readonly (readonly [string, object])[] = [
  [
    'openai-chat',
    {
      choices: [{ message: { content: 'Partly' }, finish_reason: 'stop', error: { message: said } }],
      usage: { prompt_tokens: 3, completion_tokens: 2 },
    },
  ],
  [
    'openai-chat',
    {
      choices: [{ message: { content: 'Partly' }, finish_reason: said }],
      usage: { prompt_tokens: 3, completion_tokens: 2 },
    },
  ],
  [
    'openai-chat',
    {
      choices: [{ message: { content: null, refusal: said }, finish_reason: 'stop' }],
      usage: { prompt_tokens: 3, completion_tokens: 2 },
    },
  ],
  [
    'openai',
    {
      id: 'r',
      created_at: 1,
      status: 'failed',
      output: [call],
      error: { code: 'server_error', message: `${'x'.repeat(278)} ${said}` },
      usage: { input_tokens: 3, output_tokens: 2 },
    },
  ],
  [
    'google',
    {
      candidates: [{ content: { parts: [{ text: 'Hm' }] }, finishReason: 'OTHER', finishMessage: said }],
      usageMetadata: { promptTokenCount: 3, candidatesTokenCount: 2 },
    },
  ],
  [
    'anthropic',
    {
      content: [{ type: 'text', text: 'Hm' }],
      stop_reason: 'refusal',
      stop_details: { category: 'other', explanation: said },
      usage: { input_tokens: 3, output_tokens: 2, inference_geo: key },
    },
  ],
];

describe('a key that a provider says in its answer', () => {
  it.each(answers)('is in nothing that is told of that answer (%s %o)', async (provider, body) => {
    server.answer({ status: 200, body: JSON.stringify(body) });
    const portFor = createModelPort({
      ANTHROPIC_API_KEY: key,
      ANTHROPIC_BASE_URL: server.url,
      OPENAI_API_KEY: key,
      OPENAI_BASE_URL: `${server.url}/v1`,
      GOOGLE_API_KEY: key,
      GOOGLE_BASE_URL: server.url,
    });
    const found = portFor(`${provider}:m`);
    if (found.kind === 'problem') throw new Error(found.message);
    const answer = await found.port.generate(modelRequest());
    expect(answer.ending.kind).not.toBe('whole');
    expect(JSON.stringify(answer)).not.toContain('gw_F');
  });
});
