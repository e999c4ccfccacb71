import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { classifyMissingUsage, classifyModelError } from '../../../src/models/errors/classify-model-error.ts';
import type { ModelErrorClass } from '../../../src/models/errors/model-error-class.ts';
import { modelRequest, portsAt, rejection } from '../model-request.ts';
import { type CannedResponse, serveResponses } from '../serve-response.ts';

const now = Date.parse('2026-11-21T12:00:00Z');

let server: Awaited<ReturnType<typeof serveResponses>>;
beforeAll(async () => {
  server = await serveResponses();
});
afterAll(() => server.stop());

/** Serves the response, calls through the real adapter, classifies what it throws. */
async function classified(
  adapter: 'anthropic' | 'openAiChat',
  response: CannedResponse,
): Promise<ModelErrorClass> {
  server.answer(response);
  const error = await rejection(portsAt(server.url)[adapter].generate(modelRequest()));
  return classifyModelError(error, `${adapter}:test-model`, { nowMs: now });
}

const anthropicBody = (type: string, message: string, more = {}) =>
  JSON.stringify({ type: 'error', error: { type, message, ...more }, request_id: 'req_1' });
const openAiBody = (error: object) => JSON.stringify({ error });

describe('classifyModelError over HTTP', () => {
  it.each([
    ['anthropic', 400, anthropicBody('invalid_request_error', 'bad'), 'model.bad-request', false],
    ['anthropic', 401, anthropicBody('authentication_error', 'no'), 'model.authentication', false],
    ['anthropic', 402, anthropicBody('billing_error', 'no'), 'model.quota', false],
    ['anthropic', 403, anthropicBody('permission_error', 'no'), 'model.permission', false],
    ['anthropic', 404, anthropicBody('not_found_error', 'no'), 'model.not-found', false],
    ['anthropic', 408, anthropicBody('timeout_error', 'late'), 'model.server-error', true],
    ['anthropic', 409, anthropicBody('conflict_error', 'busy'), 'model.server-error', true],
    ['anthropic', 413, '<html>413 Request Entity Too Large</html>', 'model.request-too-large', false],
    ['anthropic', 429, anthropicBody('rate_limit_error', 'slow down'), 'model.rate-limited', true],
    ['anthropic', 500, anthropicBody('api_error', 'oops'), 'model.server-error', true],
    ['anthropic', 529, anthropicBody('overloaded_error', 'Overloaded'), 'model.overloaded', true],
    [
      'openAiChat',
      400,
      openAiBody({ message: 'no such model', code: 'model_not_found' }),
      'model.not-found',
      false,
    ],
    [
      'openAiChat',
      401,
      openAiBody({ message: 'no', code: 'invalid_api_key' }),
      'model.authentication',
      false,
    ],
    [
      'openAiChat',
      429,
      openAiBody({ message: 'slow', code: 'rate_limit_exceeded' }),
      'model.rate-limited',
      true,
    ],
    ['openAiChat', 429, openAiBody({ message: 'pay', type: 'insufficient_quota' }), 'model.quota', false],
    ['openAiChat', 500, openAiBody({ message: 'oops', type: 'server_error' }), 'model.server-error', true],
    ['openAiChat', 503, openAiBody({ message: 'overloaded' }), 'model.overloaded', true],
  ] as const)(
    '%s %i %s is %s, retryable %s, and unbilled',
    async (adapter, status, body, type, retryable) => {
      const found = await classified(adapter, { status, body });
      expect({ type: found.type, retryable: found.retryable, billing: found.billing }).toEqual({
        type,
        retryable,
        billing: 'unbilled',
      });
      expect(server.requests).toHaveLength(1);
    },
  );

  it.each([
    ['prompt is too long: 205351 tokens > 200000 maximum'],
    ['input length and `max_tokens` exceed context limit: 190000 + 20000 > 200000'],
  ])('Anthropic’s "%s" is a context that is too long', async (message) => {
    const found = await classified('anthropic', {
      status: 400,
      body: anthropicBody('invalid_request_error', message),
    });
    expect(found).toMatchObject({
      type: 'model.context-too-long',
      retryable: false,
    });
  });

  it.each([
    [{ message: 'too long', type: 'invalid_request_error', code: 'context_length_exceeded' }],
    [{ message: "This model's maximum context length is 8192 tokens.", type: 'invalid_request_error' }],
    [{ message: 'the request exceeds the available context size', type: 'exceed_context_size_error' }],
    [{ message: 'Your input exceeds the context window of this model.' }],
  ])('Chat Completions’ %o is a context that is too long', async (error) => {
    const found = await classified('openAiChat', { status: 400, body: openAiBody(error) });
    expect(found.type).toBe('model.context-too-long');
  });

  it.each([
    [
      'credit balance under 400',
      400,
      anthropicBody('invalid_request_error', 'Your credit balance is too low'),
    ],
    [
      'monthly spend limit under 429',
      429,
      anthropicBody('rate_limit_error', 'limit', { details: { error_code: 'enforced_spend_limit_reached' } }),
    ],
  ])('a %s is a quota, not a rate limit', async (_name, status, body) => {
    const found = await classified('anthropic', { status, body });
    expect(found).toMatchObject({
      type: 'model.quota',
      retryable: false,
      billing: 'unbilled',
    });
    expect(found.throttled).toBeUndefined();
  });

  it('402 is a quota whatever the body calls it', async () => {
    const found = await classified('openAiChat', {
      status: 402,
      body: openAiBody({ message: 'Insufficient credits', code: 402 }),
    });
    expect(found).toMatchObject({ type: 'model.quota', retryable: false, billing: 'unbilled' });
  });

  it('an overloaded provider counts as throttling, a server error does not', async () => {
    const overloaded = await classified('anthropic', {
      status: 529,
      body: anthropicBody('overloaded_error', 'Overloaded'),
    });
    const broken = await classified('anthropic', { status: 500, body: anthropicBody('api_error', 'oops') });
    expect([overloaded.throttled, broken.throttled]).toEqual([true, undefined]);
  });

  it('Google’s limit per day is a quota and its limit per minute a rate limit', async () => {
    const body = (quotaId: string) =>
      JSON.stringify([
        { error: { code: 429, message: 'exhausted', details: [{ violations: [{ quotaId }] }] } },
      ]);
    const day = await classified('openAiChat', { status: 429, body: body('RequestsPerDayPerProject') });
    const minute = await classified('openAiChat', { status: 429, body: body('RequestsPerMinutePerProject') });
    expect([day.type, minute.type]).toEqual(['model.quota', 'model.rate-limited']);
  });

  it.each([
    ['retry-after', '7', 7_000],
    ['retry-after', '0.5', 500],
    ['retry-after', 'Sat, 21 Nov 2026 12:00:30 GMT', 30_000],
    ['retry-after', 'Sat, 21 Nov 2026 11:59:00 GMT', 0],
    ['retry-after-ms', '1500', 1_500],
    ['retry-after', 'soon', undefined],
    ['retry-after', '-5', undefined],
  ])('%s: %s on a 429 asks for a wait of %s ms', async (name, value, waitMs) => {
    const body = anthropicBody('rate_limit_error', 'slow down');
    const found = await classified('anthropic', { status: 429, headers: { [name]: value }, body });
    expect(found).toMatchObject({ retryable: true, throttled: true });
    expect(found.retryAfterMs).toBe(waitMs);
  });

  it('a wait of a day is told as it is: whether it is sat out is for the run to say', async () => {
    const found = await classified('anthropic', {
      status: 429,
      headers: { 'retry-after': '86400' },
      body: anthropicBody('rate_limit_error', 'slow down'),
    });
    expect(found).toMatchObject({ type: 'model.rate-limited', retryable: true, retryAfterMs: 86_400_000 });
  });

  it('retry-after-ms goes before retry-after', async () => {
    const headers = { 'retry-after': '9', 'retry-after-ms': '250' };
    const found = await classified('openAiChat', {
      status: 503,
      headers,
      body: openAiBody({ message: 'busy' }),
    });
    expect(found.retryAfterMs).toBe(250);
  });

  it('x-should-retry: false makes a rate limit final', async () => {
    const headers = { 'x-should-retry': 'false' };
    const body = anthropicBody('rate_limit_error', 'no');
    expect(await classified('anthropic', { status: 429, headers, body })).toMatchObject({ retryable: false });
  });

  it.each([
    [500, ''],
    [502, '<html><h1>502 Bad Gateway</h1></html>'],
    [503, 'upstream connect error'],
    [504, '{}'],
    [529, ''],
    [408, '<html>Request Timeout</html>'],
    [409, ''],
  ])(
    'a %i without an error body (%s) leaves the bill unknown, is not retried at once, and passes',
    async (status, body) => {
      const found = await classified('anthropic', { status, body });
      expect(found).toMatchObject({
        type: 'model.bill-unknown',
        retryable: false,
        passing: true,
        billing: 'unknown',
      });
    },
  );

  it.each([
    ['anthropic', '{"type": "message", "content": [', 'cut or is not JSON'],
    ['anthropic', '{"type":"message","usage":{"input_tokens":1,"output_tokens":1}}', 'the shape'],
    ['openAiChat', '{"error":{"message":"upstream died"}}', 'under a success status'],
    ['openAiChat', '', 'cut or is not JSON'],
  ] as const)('an unreadable 200 of %s (%s) leaves the bill unknown: %s', async (adapter, body, because) => {
    const found = await classified(adapter, { status: 200, body });
    expect(found).toMatchObject({ type: 'model.bill-unknown', retryable: false, billing: 'unknown' });
    expect(found.message).toContain(because);
  });

  it('a generation that the provider threw away itself (tool_use_failed) leaves the bill unknown', async () => {
    const body = openAiBody({ message: 'Failed to call a function', code: 'tool_use_failed' });
    const found = await classified('openAiChat', { status: 400, body });
    expect(found).toMatchObject({ type: 'model.bill-unknown', billing: 'unknown' });
  });

  it('the message names model, status and the provider’s words, at most 300 characters of them, without keys', async () => {
    const long = `Incorrect API key provided: sk-proj-abcdefghijklmnop1234. ${'x'.repeat(500)}`;
    const found = await classified('openAiChat', { status: 401, body: openAiBody({ message: long }) });
    expect(found.message).toMatch(
      /^HTTP 401: Incorrect API key provided: \[removed\]\. x+…\. The model call to openAiChat:test-model failed\. Check the provider’s key variable in the worker’s environment\.$/,
    );
    expect(found.message.length).toBeLessThan(460);
    expect(found.message).not.toContain('abcdefghijklmnop');
  });
});

describe('classifyModelError for people', () => {
  const http = (status: number, responseBody: string) => ({ statusCode: status, responseBody });
  const told = (error: unknown, id = 'openai:m') => classifyModelError(error, id).message;

  it('tells status and cause first', () => {
    expect(told(http(503, '{"error":{"message":"Overloaded"}}'))).toMatch(/^HTTP 503: Overloaded\. /);
    expect(told(Object.assign(new Error('gone'), { code: 'ECONNRESET' }))).toMatch(
      /^No usable answer: the connection broke after the request was sent \(ECONNRESET\)\. /,
    );
  });
  it('names the variables of the provider that refused the key or knows no such model', () => {
    expect(told(http(401, '{"error":{"message":"no"}}'))).toContain('Check OPENAI_API_KEY in the worker');
    expect(told(http(404, '{"error":{"message":"no"}}'))).toContain('and OPENAI_BASE_URL in the worker');
    expect(told(http(401, '{"error":{"message":"no"}}'), 'google:m')).toContain('GOOGLE_API_KEY');
  });
  it('says of each bill that nobody knows that its worst case counts, and ends each sentence once', () => {
    const unread = Object.assign(new Error('The stream ended early.'), { name: 'BrokenStreamError' });
    for (const error of [http(200, '<h1>Sign in</h1>'), http(502, '<h1>Bad gateway</h1>'), unread]) {
      expect(told(error)).toContain('It may have been billed; its worst case counts as unsettled.');
      expect(told(error)).not.toMatch(/\.\.|not repeated/);
    }
  });
});

describe('classifyModelError without an answer', () => {
  it('a refused connection is unreachable, unbilled and retryable', async () => {
    const closed = await serveResponses();
    await closed.stop();
    for (const port of Object.values(portsAt(closed.url))) {
      const error = await rejection(port.generate(modelRequest()));
      expect(classifyModelError(error, 'anthropic:m')).toMatchObject({
        type: 'model.unreachable',
        retryable: true,
        billing: 'unbilled',
      });
    }
  });

  it('a host that does not resolve is unreachable, unbilled and retryable', async () => {
    const error = await rejection(portsAt('http://host.invalid').anthropic.generate(modelRequest()));
    expect(classifyModelError(error, 'anthropic:m')).toMatchObject({
      type: 'model.unreachable',
      retryable: true,
      billing: 'unbilled',
    });
  });

  it.each([
    ['connect', true, 'unbilled'],
    ['read', false, 'unknown'],
  ])(
    'a host of which no address answers, the last one lost in %s: retried %s',
    (syscall, retryable, billing) => {
      const errors = [
        Object.assign(new Error('connect'), { code: 'ETIMEDOUT', syscall: 'connect' }),
        Object.assign(new Error(syscall), { code: 'ENETUNREACH', syscall }),
      ];
      const cause = Object.assign(new AggregateError(errors), { code: 'ETIMEDOUT' });
      const error = Object.assign(new Error('Cannot connect to API'), { cause });
      expect(classifyModelError(error, 'anthropic:m')).toMatchObject({ retryable, billing });
    },
  );

  it('a port that does not speak TLS is unbilled and not retried', async () => {
    const plain = await serveResponses();
    const error = await rejection(
      portsAt(plain.url.replace('http:', 'https:')).anthropic.generate(modelRequest()),
    );
    await plain.stop();
    expect(classifyModelError(error, 'anthropic:m')).toMatchObject({
      type: 'model.unreachable',
      retryable: false,
      billing: 'unbilled',
    });
  });

  it.each([
    ['a reset while reading', { code: 'ECONNRESET', syscall: 'read' }],
    ['a host lost while writing', { code: 'EHOSTUNREACH', syscall: 'write' }],
    ['a closed socket', { code: 'UND_ERR_SOCKET' }],
    ['headers that never come', { code: 'UND_ERR_HEADERS_TIMEOUT' }],
    ['an abort', { name: 'AbortError' }],
  ])('%s leaves the bill unknown', (_name, cause) => {
    const error = Object.assign(new Error('Cannot connect to API'), { cause });
    expect(classifyModelError(error, 'anthropic:m')).toMatchObject({
      type: 'model.bill-unknown',
      retryable: false,
      billing: 'unknown',
    });
  });

  it('a deadline leaves the bill unknown, and says which setting is about it', () => {
    const error = Object.assign(new Error('Cannot connect to API'), { cause: { name: 'TimeoutError' } });
    expect(classifyModelError(error, 'anthropic:m')).toMatchObject({
      type: 'model.timed-out',
      retryable: false,
      billing: 'unknown',
      message: expect.stringContaining('a longer timeout'),
    });
  });

  it('a certificate that does not verify is unbilled and not retried', () => {
    const error = Object.assign(new Error('failed'), { cause: { code: 'CERT_HAS_EXPIRED' } });
    expect(classifyModelError(error, 'anthropic:m')).toMatchObject({
      type: 'model.unreachable',
      retryable: false,
      billing: 'unbilled',
    });
  });

  it.each([[new TypeError('x is not a function')], ['a string'], [undefined], [null]])(
    '%o is unexpected, with an unknown bill',
    (error) => {
      expect(classifyModelError(error, 'anthropic:m')).toMatchObject({
        type: 'model.unexpected',
        retryable: false,
        billing: 'unknown',
      });
    },
  );

  it('an error that causes itself is read once', () => {
    const error: Error & { cause?: unknown } = new Error('loop');
    error.cause = error;
    expect(classifyModelError(error, 'anthropic:m').type).toBe('model.unexpected');
  });
});

describe('classifyMissingUsage', () => {
  it('leaves the bill unknown', () => {
    expect(classifyMissingUsage('openai-chat:gpt-4o', { kind: 'whole' })).toEqual({
      type: 'model.bill-unknown',
      message:
        'No usable answer: the answer did not say how many tokens it used. The model call to openai-chat:gpt-4o was sent. ' +
        'It may have been billed; its worst case counts as unsettled.',
      retryable: false,
      billing: 'unknown',
    });
  });
});
