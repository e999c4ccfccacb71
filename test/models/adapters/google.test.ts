import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { classifyModelError } from '../../../src/models/errors/classify-model-error.ts';
import type { ModelAnswer, ModelRequest } from '../../../src/models/model-port.ts';
import { modelRequest, portsAt, rejection } from '../model-request.ts';
import { type CannedResponse, serveResponses } from '../serve-response.ts';

/** Written from the public reference of Google's Gemini API; the recordings hold none of its calls. */
function fixture(name: string): Record<string, unknown> {
  return JSON.parse(readFileSync(new URL(`./fixtures/google-${name}.json`, import.meta.url), 'utf8'));
}

let server: Awaited<ReturnType<typeof serveResponses>>;
beforeAll(async () => {
  server = await serveResponses();
});
afterAll(() => server.stop());

function answered(response: CannedResponse, request: Partial<ModelRequest> = {}): Promise<ModelAnswer> {
  server.answer(response);
  return portsAt(server.url).google.generate(modelRequest({ model: 'gemini-2.5-flash', ...request }));
}

const whole = (body: object): CannedResponse => ({ status: 200, body: JSON.stringify(body) });
const streamed = (...chunks: object[]): CannedResponse => ({
  status: 200,
  headers: { 'content-type': 'text/event-stream' },
  body: chunks.map((chunk) => `data: ${JSON.stringify(chunk)}\r\n\r\n`).join(''),
});

describe('the Google port on the wire', () => {
  it('sends the key as a header, the limit as reserved, and tools with their schemas unchanged', async () => {
    const inputSchema = { type: 'object', properties: { of: { type: 'string' } }, required: ['of'] };
    await answered(whole(fixture('text')), { tools: [{ name: 'look', description: 'Looks.', inputSchema }] });
    const [request] = server.requests;
    expect(request?.path).toBe('/v1beta/models/gemini-2.5-flash:generateContent');
    expect(request?.headers['x-goog-api-key']).toBe('test-key');
    expect(request?.body).toEqual({
      generationConfig: { maxOutputTokens: 256 },
      systemInstruction: { parts: [{ text: 'Help the customer.' }] },
      contents: [{ role: 'user', parts: [{ text: 'Hello' }] }],
      tools: [
        {
          functionDeclarations: [{ name: 'look', description: 'Looks.', parametersJsonSchema: inputSchema }],
        },
      ],
    });
  });

  it('lets a user message come before an agent’s greeting', async () => {
    await answered(whole(fixture('text')), {
      messages: [
        { role: 'assistant', content: 'Hi!', calls: [] },
        { role: 'user', content: 'Hello' },
      ],
    });
    const contents = server.requests[0]?.body['contents'] as { role: string }[];
    expect(contents.map(({ role }) => role)).toEqual(['user', 'model', 'user']);
  });
});

const thoughtSignature = 'c2lnbmF0dXJlLW9mLWEtdGhvdWdodA==';

describe('the Google port on answers', () => {
  it('counts thoughts as output and cached tokens as a part of the input', async () => {
    const answer = await answered(whole(fixture('text')));
    expect(answer).toEqual({
      text: 'The order is at the depot.',
      calls: [],
      usage: { inputTokens: 1_210, cachedInputTokens: 1_024, cacheWriteTokens: 0, outputTokens: 50 },
      ending: { kind: 'whole' },
      continuation: [{ kind: 'text', chars: 26, sealed: { google: { thoughtSignature } } }],
    });
  });

  it('reads calls, also one without arguments, and leaves thoughts out of the text', async () => {
    const answer = await answered(whole(fixture('tool-calls')));
    expect(answer.text).toBe('I look both up.');
    expect(answer.calls.map(({ tool, argumentsText }) => [tool, argumentsText])).toEqual([
      ['look', '{"of":"#W1"}'],
      ['list_all', '{}'],
    ]);
    expect(answer.calls[0]?.providerCallId).toBe('call-1');
    expect(answer.ending).toEqual({ kind: 'whole' });
    expect(answer.usage).toMatchObject({ inputTokens: 312, outputTokens: 24 });
  });

  it('books a blocked prompt at its input, since the total says that nothing came out', async () => {
    const answer = await answered(whole(fixture('prompt-blocked')));
    expect(answer).toMatchObject({
      text: '',
      ending: { kind: 'refused', cause: 'the prompt was blocked, PROHIBITED_CONTENT' },
      usage: { inputTokens: 88, outputTokens: 0 },
    });
  });

  it.each([
    ['no usage', undefined],
    ['no count of the prompt', { candidatesTokenCount: 5, totalTokenCount: 9 }],
    ['neither output nor total', { promptTokenCount: 5 }],
  ])('leaves usage unknown with %s', async (_name, usageMetadata) => {
    const answer = await answered(whole({ ...fixture('text'), usageMetadata }));
    expect(answer.usage).toBeUndefined();
  });

  it('streams text as it comes and ends in the same answer', async () => {
    const part = (text: string) => ({ candidates: [{ content: { role: 'model', parts: [{ text }] } }] });
    const last = { text: 'the depot.', thoughtSignature };
    const heard: string[] = [];
    const answer = await answered(
      streamed(part('The order '), part('is at '), {
        ...fixture('text'),
        candidates: [{ content: { role: 'model', parts: [last] }, finishReason: 'STOP' }],
      }),
      { onText: (delta) => heard.push(delta) },
    );
    expect(server.requests[0]?.path).toBe('/v1beta/models/gemini-2.5-flash:streamGenerateContent?alt=sse');
    expect(heard).toEqual(['The order ', 'is at ', 'the depot.']);
    expect(answer).toEqual(await answered(whole(fixture('text'))));
  });

  it('sends no second request where Gemini offers to go on, and leaves the bill unknown', async () => {
    const candidates = [
      {
        content: { role: 'model', parts: [{ text: 'So' }] },
        finishReason: 'CONTINUATION',
        continuationToken: 't',
      },
    ];
    const error = await rejection(answered(whole({ ...fixture('text'), candidates })));
    expect(server.requests).toHaveLength(1);
    expect(classifyModelError(error, 'google:m')).toMatchObject({ type: 'model.bill-unknown' });
  });
});

describe('classifyModelError on Google’s errors', () => {
  const errors = fixture('errors') as Record<string, { status: number; body: object }>;

  it.each([
    ['invalid key', 'model.authentication', false],
    ['malformed request', 'model.bad-request', false],
    ['prompt too long', 'model.context-too-long', false],
    ['no permission', 'model.permission', false],
    ['unknown model', 'model.not-found', false],
    ['limit a minute', 'model.rate-limited', true],
    ['limit a day', 'model.quota', false],
    ['internal error', 'model.server-error', true],
    ['overloaded', 'model.overloaded', true],
  ])('%s is %s, retryable %s, and unbilled', async (name, type, retryable) => {
    const one = errors[name];
    if (!one) throw new Error(`no fixture ${name}`);
    const error = await rejection(answered({ status: one.status, body: JSON.stringify(one.body) }));
    expect(classifyModelError(error, 'google:m')).toMatchObject({ type, retryable, billing: 'unbilled' });
  });

  it('waits as long as the error’s details ask, since Google sends no Retry-After', async () => {
    const { body } = errors['limit a minute'] ?? {};
    const error = await rejection(answered({ status: 429, body: JSON.stringify(body) }));
    expect(classifyModelError(error, 'google:m').retryAfterMs).toBe(26_500);
  });

  it('covers every error of the fixture', () => {
    expect(Object.keys(errors)).toHaveLength(9);
  });
});
