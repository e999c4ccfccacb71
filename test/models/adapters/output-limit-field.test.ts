import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { modelRequest, portsAt, rejection } from '../model-request.ts';
import { type CannedResponse, serveResponses } from '../serve-response.ts';

let server: Awaited<ReturnType<typeof serveResponses>>;
beforeAll(async () => {
  server = await serveResponses();
});
afterAll(() => server.stop());

const answer: CannedResponse = {
  status: 200,
  body: JSON.stringify({
    choices: [{ index: 0, message: { role: 'assistant', content: 'Done.' }, finish_reason: 'stop' }],
    usage: { prompt_tokens: 3, completion_tokens: 1, total_tokens: 4 },
  }),
};

const refusal = (message: string, code: string | null = null, param: string | null = null, status = 400) => ({
  status,
  body: JSON.stringify({ error: { message, type: 'invalid_request_error', param, code } }),
});

/** The fields by which each request of a call said its output limit. */
const limitsSent = () =>
  server.requests.map(({ body }) =>
    Object.keys(body).filter((field) => ['max_tokens', 'max_completion_tokens'].includes(field)),
  );

const names: readonly CannedResponse[] = [
  refusal(
    "Unsupported parameter: 'max_tokens' is not supported with this model. Use 'max_completion_tokens' instead.",
    'unsupported_parameter',
    'max_tokens',
  ),
  refusal('Please use `max_completion_tokens` instead of `max_tokens`'),
  refusal('`max_tokens` is deprecated; set `max_completion_tokens`'),
  refusal('max_tokens is deprecated in favor of max_completion_tokens'),
  refusal('This model does not accept max_tokens'),
  refusal('this model does not support the parameter "max_tokens"'),
  refusal('Unrecognized request argument supplied: max_tokens'),
  refusal('unknown field `max_tokens`, expected one of `model`, `messages`, `max_completion_tokens`'),
  refusal("Additional properties are not allowed ('max_tokens' was unexpected)"),
  refusal("property 'max_tokens' is unsupported"),
  refusal('That is not a parameter of this model', 'unknown_parameter', 'max_tokens'),
  refusal('The max_tokens parameter has been removed. Did you mean max_completion_tokens?'),
  {
    status: 422,
    body: JSON.stringify({
      detail: [
        { type: 'extra_forbidden', loc: ['body', 'max_tokens'], msg: 'Extra inputs are not permitted' },
      ],
    }),
  },
  {
    status: 422,
    body: JSON.stringify({ detail: [{ loc: ['body', 'max_tokens'], msg: 'extra fields not permitted' }] }),
  },
  refusal('max_tokens: extra fields forbidden', null, null, 422),
];

const values: readonly CannedResponse[] = [
  refusal('Invalid max_tokens value, the valid range of max_tokens is [1, 8192]'),
  refusal(
    'max_tokens is too large: 32000. This model supports at most 16384 completion tokens, whereas you provided 32000.',
    'invalid_value',
    'max_tokens',
  ),
  refusal(
    "Unsupported value: 'max_tokens' does not support 32000 with this model.",
    'unsupported_value',
    'max_tokens',
  ),
  refusal('max_tokens must be less than or equal to 8192'),
  refusal('max_tokens: 32000 > 8192, which is the maximum allowed number of output tokens'),
  refusal('Invalid parameter: max_tokens should be in [1, 8192]'),
  refusal('This model does not support max_tokens greater than 8192'),
  refusal('max_tokens of 32000 is not supported; use max_completion_tokens up to 8192'),
  refusal('Invalid input: max_tokens exceeds what the model can write'),
  refusal('Expected a positive integer for max_tokens, which is not permitted to be 0'),
  refusal("'max_tokens' or 'max_completion_tokens' is too large: 40000. Invalid request."),
  {
    status: 422,
    body: JSON.stringify({
      detail: [
        {
          type: 'less_than_equal',
          loc: ['body', 'max_tokens'],
          msg: 'Input should be less than or equal to 8192',
        },
      ],
    }),
  },
];

const wordsOf = ({ body }: CannedResponse): string => {
  const { error, detail } = JSON.parse(body);
  return error?.message ?? `${detail[0].loc.join('.')}: ${detail[0].msg}`;
};
const named = (refusals: readonly CannedResponse[]) => refusals.map((one) => [wordsOf(one), one] as const);

describe('a server that refuses the name of the output limit', () => {
  it.each(named(names))(
    'is asked with the other name, then and from then on: %s',
    async (_words, refused) => {
      server.answerBy((body) => ('max_tokens' in body ? refused : answer));
      const port = portsAt(server.url).openAiChat;
      expect(await port.generate(modelRequest())).toMatchObject({ text: 'Done.' });
      expect(await port.generate(modelRequest({ onText: () => {} }))).toMatchObject({ text: 'Done.' });
      expect(limitsSent()).toEqual([['max_tokens'], ['max_completion_tokens'], ['max_completion_tokens']]);
    },
  );

  it('is asked with the first one again where the other one failed too', async () => {
    server.answerBy((body) =>
      'max_tokens' in body ? (names[1] as CannedResponse) : refusal('Rate limit reached', null, null, 429),
    );
    const port = portsAt(server.url).openAiChat;
    await rejection(port.generate(modelRequest()));
    await rejection(port.generate(modelRequest()));
    expect(limitsSent()).toEqual([
      ['max_tokens'],
      ['max_completion_tokens'],
      ['max_tokens'],
      ['max_completion_tokens'],
    ]);
  });
});

describe('a server that refuses the value of the output limit', () => {
  it.each(named(values))('is never asked without that limit: %s', async (_words, refused) => {
    server.answerBy((body) => ('max_tokens' in body ? refused : answer));
    const port = portsAt(server.url).openAiChat;
    expect(await rejection(port.generate(modelRequest()))).toMatchObject({ statusCode: refused.status });
    await rejection(port.generate(modelRequest()));
    expect(limitsSent()).toEqual([['max_tokens'], ['max_tokens']]);
  });

  it.each(['anthropic', 'openAi', 'google'] as const)(
    'nor is one whose wire has one name for it (%s)',
    async (wire) => {
      server.answerBy(() => names[0] as CannedResponse);
      await rejection(portsAt(server.url)[wire].generate(modelRequest()));
      expect(server.requests).toHaveLength(1);
    },
  );
});
