import { describe, expect, it } from 'vitest';
import { classifyModelError } from '../../../src/models/errors/classify-model-error.ts';

const now = Date.parse('2026-11-21T12:00:00Z');

/** Classify an HTTP error as the SDKs throw it: status, headers, and the body as text. */
function classified(status: number, body: unknown, headers: Readonly<Record<string, string>> = {}) {
  const responseBody = typeof body === 'string' ? body : JSON.stringify(body);
  const error = Object.assign(new Error('failed'), {
    statusCode: status,
    responseHeaders: headers,
    responseBody,
  });
  return classifyModelError(error, 'openai-chat:m', { nowMs: now, secrets: ['the-secret-of-this-worker'] });
}

const said = (message: string, more: object = {}) => ({ error: { message, ...more } });

describe('too long a request is seen as one', () => {
  it.each([
    [400, 'prompt is too long: 205351 tokens > 200000 maximum'],
    [400, 'input length and `max_tokens` exceed context limit: 190000 + 20000 > 200000'],
    [413, 'Prompt is too long'],
    [
      400,
      "This model's maximum context length is 8192 tokens. However, your messages resulted in 9000 tokens.",
    ],
    [400, 'Your input exceeds the context window of this model. Please adjust your input and try again.'],
    [400, "This model's maximum prompt length is 131072 but the request contains 537812 tokens."],
    [400, 'Input length 131393 exceeds the maximum allowed input length of 131040 tokens.'],
    [
      400,
      "You passed 33000 input tokens and requested 4096 output tokens. However, the model's context length is only 32768 tokens, resulting in a maximum input length of 28672 tokens.",
    ],
    [400, 'The decoder prompt (length 5000) is longer than the maximum model length of 4096.'],
    [400, 'prompt too long; exceeded max context length by 100918 tokens'],
    [500, 'prompt too long; exceeded context length by 5 tokens'],
    [
      400,
      'the request exceeds the available context size. try increasing the context size or enable context shift',
    ],
    [400, 'The number of tokens to keep from the initial prompt is greater than the context length.'],
    [400, 'Please reduce the length of the messages or completion.'],
    [400, 'Current length is 9123 while limit is 8192'],
    [400, 'The input token count (1196265) exceeds the maximum number of tokens allowed (1048575).'],
    [400, 'Input is too long for requested model.'],
    [503, 'Input is too long for requested model.'],
    [400, 'prompt token count of 135000 exceeds the limit of 128000'],
    [400, 'Invalid request: Your request exceeded model token limit: 262144 (requested: 291000)'],
    [400, 'invalid params, context window exceeds limit (2013)'],
    [
      400,
      'Prompt contains 40000 tokens and 0 draft tokens, too large for model with 32768 maximum context length',
    ],
    [
      422,
      'Input validation error: `inputs` tokens + `max_new_tokens` must be <= 8193. Given: 9000 `inputs` tokens',
    ],
    [422, 'Input validation error: `inputs` must have less than 1024 tokens. Given: 2048'],
    [400, "The input (9000 tokens) is longer than the model's context length (8192 tokens)."],
    [400, '<400> InternalError.Algo.InvalidParameter: Range of input length should be [1, 129024]'],
    [400, 'too many tokens: total number of tokens in the prompt cannot exceed 4081 - received 5000.'],
    [400, 'The prompt is too long: 10000, model maximum context length: 8191'],
    [500, 'litellm.ContextWindowExceededError: the model maximum context size was passed'],
    [400, 'Prompt exceeds max length'],
    [429, 'Extra usage is required for long context requests.'],
    [
      429,
      'Request too large for gpt-4.1 in organization org-x on tokens per min (TPM): Limit 30000, Requested 37313. The input or output tokens must be reduced in order to run successfully.',
    ],
    [
      413,
      'Request too large for model `m` in organization `o` service tier `on_demand` on tokens per minute (TPM): Limit 6000, Requested 9500, please reduce your message size and try again.',
    ],
    [
      400,
      'Trying to keep the first 5000 tokens when context the overflows. However, the model is loaded with context length of only 4096 tokens, which is not enough.',
    ],
    [400, 'length of prompt_tokens (40000) must be less than max_seq_len (32768).'],
    [400, 'The prompt is longer than max_model_len 8192.'],
    [422, 'Your prompt has 300000 tokens, the maximum is 256000.'],
    [400, 'Request has 9,000 input tokens but this deployment supports 8,192.'],
    [400, 'The context can hold 8192 tokens; yours are more.'],
    [400, 'The conversation does not fit into the context of this model.'],
  ])('%i %s', (status, message) => {
    expect(classified(status, said(message))).toMatchObject({
      type: 'model.context-too-long',
      retryable: false,
      billing: 'unbilled',
    });
  });

  it.each([
    ['bare, as some gateways send it', { message: 'prompt is too long' }],
    ['in a text', 'prompt is too long: 5 tokens > 4 maximum'],
    ['in a list of mistakes', { detail: [{ loc: ['body'], msg: 'Input is too long for requested model' }] }],
    ['by its kind alone', said('no', { code: 'context_length_exceeded' })],
    [
      'behind a router',
      said('Provider returned error', {
        metadata: { raw: '{"error":{"message":"This model\'s maximum context length is 8192 tokens"}}' },
      }),
    ],
  ])('%s', (_how, body) => {
    expect(classified(400, body).type).toBe('model.context-too-long');
  });

  const tooLong =
    'string too long. Expected a string with maximum length 1024, but got a string with length 5000 instead.';

  it.each(['messages[1].content', 'messages[1].content[0].text', 'input', 'input[3].output', 'prompt'])(
    'where one text of the conversation is above its own bound: %s',
    (param) => {
      const told = said(`Invalid '${param}': ${tooLong}`, { code: 'string_above_max_length' });
      expect(classified(400, told).type).toBe('model.context-too-long');
      expect(classified(400, said(tooLong, { param, code: 'string_above_max_length' })).type).toBe(
        'model.context-too-long',
      );
    },
  );

  it.each([
    'tools[0].function.description',
    'messages[2].tool_calls[0].id',
    'input[2].call_id',
    'messages[1].name',
    'prompt_cache_key',
    'metadata.run',
  ])('not where something else is, which no shorter conversation mends: %s', (param) => {
    const told = said(`Invalid '${param}': ${tooLong}`, { param, code: 'string_above_max_length' });
    expect(classified(400, told)).toMatchObject({ type: 'model.bad-request', retryable: false });
    expect(classified(400, said(`Invalid '${param}': ${tooLong}`)).type).toBe('model.bad-request');
  });

  it.each([
    'max_tokens is 100000 tokens, the maximum is 8192.',
    'This model writes 9000 output tokens at most; the limit is 8192.',
    'Your prompt has 3000 tokens, the maximum is 256000.',
  ])('not where the figures are of something else, or fit: %s', (message) => {
    expect(classified(400, said(message)).type).toBe('model.bad-request');
  });

  it('says what the account takes in a minute', () => {
    const { message } = classified(
      429,
      said('Request too large on tokens per min (TPM): Limit 30000, Requested 37313.'),
    );
    expect(message).toContain('The account takes 30000 tokens a minute and this request alone needs 37313');
  });
});

describe('what passes by itself is waited for', () => {
  it.each([
    [429, 'Rate limit reached for m on tokens per min (TPM): Limit 30000, Used 28000, Requested 3000.'],
    [429, 'Too many tokens, please wait before trying again.'],
    [429, 'Requests rate limit exceeded, please try again later.'],
    [400, 'ThrottlingException: Rate exceeded, request was throttled'],
    [403, 'Rate Limit Exceeded'],
    [500, 'Too many requests, slow down'],
    [429, 'slow down'],
  ])('%i %s is a rate limit', (status, message) => {
    expect(classified(status, said(message))).toMatchObject({
      type: 'model.rate-limited',
      retryable: true,
      billing: 'unbilled',
    });
  });

  it.each([
    [529, 'Overloaded'],
    [503, 'busy'],
    [500, 'The server is currently overloaded'],
    [502, 'The model is temporarily unavailable due to high demand'],
    [400, 'Model is currently loading'],
    [498, 'flex tier capacity exceeded'],
  ])('%i %s is an overload', (status, message) => {
    expect(classified(status, said(message))).toMatchObject({
      type: 'model.overloaded',
      retryable: true,
      billing: 'unbilled',
    });
  });

  it('529 is an overload also where its body says nothing', () => {
    expect(classified(529, {})).toMatchObject({ type: 'model.overloaded', billing: 'unbilled' });
  });

  it.each([
    ['Please try again in 7m12s.', 432_000],
    ['Please try again in 1.5s.', 1_500],
    ['Please try again in 850ms.', 850],
    ['Please retry in 33.8s.', 33_800],
    ['Please retry after 30 seconds.', 30_000],
    ['Please try again later.', undefined],
  ])('“%s” asks for a wait of %s ms', (words, waitMs) => {
    const { retryAfterMs } = classified(429, said(`Rate limit reached for m. ${words}`));
    expect(retryAfterMs).toBe(waitMs);
  });

  it('Google’s words for a minute’s limit are no spend limit', () => {
    const message =
      'You exceeded your current quota, please check your plan and billing details. Quota exceeded for metric: requests, limit: 15. Please retry in 33.8s.';
    expect(classified(429, said(message, { status: 'RESOURCE_EXHAUSTED' }))).toMatchObject({
      type: 'model.rate-limited',
      retryAfterMs: 33_800,
    });
  });

  it('a context that was cancelled is no context that is too long', () => {
    expect(classified(500, said('context deadline exceeded')).type).toBe('model.server-error');
  });
});

describe('what waiting does not lift is told at once', () => {
  it.each([
    [429, said('Insufficient balance or no resource package. Please recharge.', { code: '1113' })],
    [429, said('You exceeded your current quota, please check your plan and billing details.')],
    [429, said('Quota exceeded for metric: free_tier_requests, limit: 0, model: m')],
    [403, said('Your team has either used all available credits or reached its monthly spending limit.')],
    [402, said('Insufficient Balance')],
    [400, said('Your credit balance is too low to access the API.')],
    [401, said('no', { type: 'insufficient_quota' })],
    [
      429,
      said('Your account is suspended due to insufficient balance', { type: 'exceeded_current_quota_error' }),
    ],
    [
      400,
      { code: 'Arrearage', message: 'Access denied, please make sure your account is in good standing.' },
    ],
    [403, 'Payment Required: you are out of credits'],
    [429, said('You have reached your specified API usage limits. You will regain access on 2027-01-01.')],
    [400, said('Budget has been exceeded! Current cost: 1.2, Max budget: 1.0')],
    [403, said('Key limit exceeded (daily limit). Manage it using the settings page.', { code: 403 })],
    [429, said('You have reached your monthly usage limit.')],
    [429, said('Weekly limit reached.')],
    [403, said('You have exceeded your organization monthly spend cap.')],
    [200, { base_resp: { status_code: 1008, status_msg: 'insufficient balance' } }],
  ])('%i %j is a spend limit', (status, body) => {
    expect(classified(status, body)).toMatchObject({
      type: 'model.quota',
      retryable: false,
      billing: 'unbilled',
      message: expect.stringContaining('Waiting does not help'),
    });
  });

  it.each([
    [403, said('Input was flagged', { code: 403, metadata: { reasons: ['violence'] } }), 'violence'],
    [400, said('Your request was rejected as a result of our safety system.'), 'safety system'],
    [
      400,
      said('The response was filtered due to the prompt triggering the content management policy.', {
        code: 'content_filter',
      }),
      'content management policy',
    ],
    [
      403,
      { code: 'permission denied', error: 'Content violates usage guidelines. Failed check: BIO' },
      'guidelines',
    ],
    [400, said('This request violates our community standards.'), 'standards'],
    [400, said('The prompt was blocked by a guardrail.'), 'guardrail'],
    [400, said('Content Exists Risk', { type: 'invalid_request_error' }), 'Content Exists Risk'],
    [400, { code: 'DataInspectionFailed', message: 'Input data may be unsuitable.' }, 'unsuitable'],
  ])('%i %j is a moderation', (status, body, words) => {
    const found = classified(status, body);
    expect(found).toMatchObject({ type: 'model.input-refused', retryable: false, billing: 'unbilled' });
    expect(found.message).toContain(words);
    expect(found.message).not.toContain('key');
  });
});

describe('an error object under 200', () => {
  it.each([
    [said('Rate limit exceeded', { code: 429 }), 'model.rate-limited', true],
    [said('Overloaded', { code: '503' }), 'model.overloaded', true],
    [said('upstream died', { code: 502 }), 'model.server-error', true],
    [{ type: 'error', error: { type: 'overloaded_error', message: 'Overloaded' } }, 'model.overloaded', true],
    [{ error: 'Too many requests' }, 'model.rate-limited', true],
    [
      { object: 'error', message: 'Rate limit exceeded', type: 'rate_limit_error' },
      'model.rate-limited',
      true,
    ],
    [
      { status: 'failed', output: [], error: { code: 'rate_limit_exceeded', message: 'no' } },
      'model.rate-limited',
      true,
    ],
    [said('bad key', { code: 401 }), 'model.authentication', false],
    [{ code: 429, message: 'slow' }, 'model.rate-limited', true],
    [{ code: '503', msg: 'later' }, 'model.server-error', true],
    [{ statusCode: 429, message: 'Slow' }, 'model.rate-limited', true],
    [{ detail: 'Rate limit exceeded' }, 'model.rate-limited', true],
    [{ message: 'Too many requests' }, 'model.rate-limited', true],
    [{ success: false, msg: 'Server is busy' }, 'model.overloaded', true],
    [{ ok: false, errors: [{ message: 'Rate limit exceeded' }] }, 'model.rate-limited', true],
    [{ success: false, code: 401, msg: 'bad key' }, 'model.authentication', false],
    [{ ...said('no', { code: 429 }), choices: [] }, 'model.rate-limited', true],
  ])('%j counts as what it says, and nothing is booked', (body, type, retryable) => {
    expect(classified(200, body)).toMatchObject({ type, retryable, billing: 'unbilled' });
  });

  it.each([
    [said('boom')],
    [{ detail: 'boom' }],
    [{ success: false }],
    [{ message: 'Rate limit exceeded', model: 'm' }],
    [{ ...said('Rate limit exceeded', { code: 429 }), usage: { prompt_tokens: 5 } }],
    [{ ...said('Rate limit exceeded', { code: 429 }), choices: [{ message: { content: 'Well' } }] }],
    [{ error: null, status: 429 }],
  ])('%j leaves the bill unknown: it says nothing of it, or there is an answer', (body) => {
    expect(classified(200, body)).toMatchObject({ type: 'model.bill-unknown', billing: 'unknown' });
  });
});

describe('who stands between knows nothing of a bill', () => {
  it.each([
    [502, said('Bad gateway', { code: 502 })],
    [504, said('upstream request timeout')],
    [504, said('Deadline expired', { status: 'DEADLINE_EXCEEDED' })],
    [524, said('a timeout occurred')],
    [499, {}],
    [499, said('client closed the request')],
    [502, '<html><title>502 Bad Gateway</title></html>'],
  ])('%i %j leaves it unknown', (status, body) => {
    expect(classified(status, body)).toMatchObject({
      type: 'model.bill-unknown',
      retryable: false,
      passing: true,
      billing: 'unknown',
    });
  });

  it.each([
    [502, { type: 'error', error: { type: 'api_error', message: 'oops' } }, 'model.server-error'],
    [502, said('oops', { type: 'server_error' }), 'model.server-error'],
    [504, said('Overloaded', { type: 'overloaded_error' }), 'model.overloaded'],
  ])('%i %j is the provider’s own word: nothing was billed', (status, body, type) => {
    expect(classified(status, body)).toMatchObject({ type, retryable: true, billing: 'unbilled' });
  });
});

describe('a name that an error quotes from the request means nothing', () => {
  const names = [
    'get_rate_limit',
    'throttling_report',
    'set_content_filter',
    'checkOverload',
    'billing.add_credits',
    'content-type policy violation',
    'too many requests',
    'context length exceeded',
  ];
  const wordings: readonly ((name: string) => string)[] = [
    (name) => `Invalid schema for function '${name}': object schema missing properties`,
    (name) => `Unknown tool "${name}" in tool_choice`,
    (name) => `\`${name}\` is not a valid name`,
    (name) => `tools.0.custom.name: “${name}” must match the pattern`,
    (name) => `Unsupported parameter: '${name}' does not exist`,
  ];
  it.each(names)('%s', (name) => {
    for (const wording of wordings) {
      for (const more of [{}, { type: 'invalid_request_error' }]) {
        const found = classified(400, said(wording(name), more));
        expect(found).toMatchObject({ type: 'model.bad-request', retryable: false });
      }
    }
  });

  it.each(['get_rate_limit', 'throttling_report', 'setContentFilter'])('%s, without quotes', (name) => {
    expect(classified(400, said(`Invalid schema for function ${name}: no properties`)).type).toBe(
      'model.bad-request',
    );
  });

  it.each([
    ["Error code: 429 - {'error': {'message': 'Rate limit is exceeded, slow down'}}", 'model.rate-limited'],
    ['rate_limit_exceeded', 'model.rate-limited'],
    ["The provider said: 'This prompt is too long: 5 tokens > 4 maximum'", 'model.context-too-long'],
    [
      "This model's maximum context length is 8192 tokens, and your messages' tokens are more",
      'model.context-too-long',
    ],
  ])('but what somebody else said does: %s', (message, type) => {
    expect(classified(429, said(message)).type).toBe(type);
  });

  it.each([
    [400, 'Requests per minute must be a number', 'model.bad-request'],
    [422, 'The server is busy: no such field', 'model.bad-request'],
    [403, 'tokens per minute is no scope of this key', 'model.permission'],
  ])(
    'and what passes by itself is not said of a request that is called wrong: %i %s',
    (status, message, type) => {
      expect(classified(status, said(message, { type: 'invalid_request_error' }))).toMatchObject({
        type,
        retryable: false,
      });
    },
  );

  it.each([
    'This model is currently unavailable in your country.',
    'The service is unavailable for your region.',
    'Currently unavailable to your organization.',
  ])('nor is a permission an overload: %s', (message) => {
    expect(classified(403, said(message))).toMatchObject({ type: 'model.permission', retryable: false });
  });
});

describe('the message says what the body says', () => {
  it.each([
    [
      422,
      {
        object: 'error',
        message: {
          detail: [{ type: 'extra_forbidden', loc: ['body', 'foo'], msg: 'Extra inputs are not permitted' }],
        },
        type: 'invalid_request_error',
      },
      'body.foo: Extra inputs are not permitted',
    ],
    [422, { detail: [{ loc: ['body', 'bar'], msg: 'Field required' }] }, 'body.bar: Field required'],
    [400, { detail: 'The tools are wrong' }, 'The tools are wrong'],
    [400, { errors: [{ message: 'first' }, { message: 'second' }] }, 'first; second'],
    [400, { error: { message: 'no', innererror: { code: 'TooManyTools' } } }, 'no: TooManyTools'],
    [400, { error: 'model is required' }, 'model is required'],
    [
      404,
      '<html><head><title>404 Not Found</title></head><body><h1>nginx</h1></body></html>',
      '404 Not Found nginx',
    ],
    [400, 'no such route', 'no such route'],
    [500, '', 'HTTP 500. The model call to openai-chat:m failed. It came without'],
  ])('%i %j', (status, body, words) => {
    expect(classified(status, body).message).toContain(words);
  });

  it.each([
    ['in a list', { detail: [{ loc: ['body'], msg: 'key the-secret-of-this-worker is bad' }] }],
    ['in a page', '<html><body>key the-secret-of-this-worker is bad</body></html>'],
    ['in what a router passes on', said('no', { metadata: { raw: 'key the-secret-of-this-worker is bad' } })],
    ['of somebody else, as a header', said('Authorization: Bearer abcdefgh12345678 is bad')],
    ['in an address', said('https://ann:abcdefgh12345678@host/v1 is bad')],
    ['in the query of an address', said('GET https://host/v1?alt=sse&key=abcdefgh12345678 is bad')],
    ['of GitHub', said('ghp_abcdefgh12345678abcd is bad')],
    ['of Fireworks', said('fw_abcdefgh12345678 is bad')],
    ['of Together', said('tgp_v1_abcdefgh12345678 is bad')],
    ['of Replicate', said('r8_abcdefgh12345678abcd is bad')],
    ['of Cerebras', said('csk-abcdefgh12345678 is bad')],
    ['of somebody else, by its form', said('api_key=abcdefgh12345678 is bad')],
  ])('without a key %s', (_where, body) => {
    const { message } = classified(400, body);
    expect(message).toContain('[removed]');
    expect(message).toContain('is bad');
    expect(message).not.toMatch(/the-secret|abcdefgh/);
  });

  it('bounded, however long the page is', () => {
    const { message } = classified(400, `<p>${'x'.repeat(5_000)}</p>`);
    expect(message).toContain('xxx');
    expect(message.length).toBeLessThan(500);
  });

  it('with words that only begin like a key', () => {
    const words = 'keyboardinterrupt while skilfulnesses r8, ghp and a path/to?keys=12 stay';
    expect(classified(400, said(words)).message).toContain(words);
  });

  it.each<[string, (length: number) => string]>([
    ['marks', (length) => '<'.repeat(length)],
    ['scripts that are not closed', (length) => '<script>'.repeat(length / 8)],
    ['heads', (length) => '<head><title>'.repeat(length / 13)],
    ['heads and ends of others', (length) => '<head></script>'.repeat(length / 15)],
    ['blanks', (length) => `wait${' '.repeat(length)}x`],
    ['beginnings of tokens', (length) => 'eyJ-'.repeat(length / 4)],
    ['one word', (length) => `prompt ${'a'.repeat(length)}`],
    ['figures', (length) => 'retry 1'.repeat(length / 7)],
    ['quotes', (length) => `invalid ${"'".repeat(length)}`],
  ])('in about four times the time for a body of four times the length: %s', (_of, fill) => {
    const readingMs = (body: string): number =>
      Math.min(
        ...[1, 2, 3].map(() => {
          const start = process.cpuUsage();
          classified(400, body);
          classified(400, said(body));
          return process.cpuUsage(start).user / 1_000;
        }),
      );
    const once = readingMs(fill(40_000));
    expect(readingMs(fill(160_000))).toBeLessThan(5 * once + 100);
  });
});
