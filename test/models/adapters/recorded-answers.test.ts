import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { classifyModelError } from '../../../src/models/errors/classify-model-error.ts';
import { missingShared, readSharedJsonLines } from '../../support/shared-data.ts';
import { modelRequest, portsAt, rejection } from '../model-request.ts';
import { serveResponses } from '../serve-response.ts';
import { type Wire, type WireProtocol, wireAnswer } from '../wire-answer.ts';

interface Interaction {
  readonly request: {
    readonly uri: string;
    readonly method: string;
    readonly body?: { readonly json?: { readonly stream?: boolean } };
  };
  readonly response: {
    readonly status: number;
    readonly body?: { readonly json?: Wire; readonly text?: string };
  };
}

const protocols: Readonly<Record<string, WireProtocol>> = {
  '/v1/messages': 'anthropic',
  '/v1/chat/completions': 'openAiChat',
  '/v1/responses': 'openAi',
};

const cassettes = 'llm-wire/cassettes.jsonl';
const missing = missingShared(cassettes);
const calls = (
  missing ? [] : readSharedJsonLines<{ path: string; interactions: Interaction[] }>(cassettes)
).flatMap(({ path, interactions }) =>
  interactions.flatMap(({ request, response }, index) => {
    const protocol = protocols[new URL(request.uri).pathname];
    if (protocol === undefined || request.method !== 'POST') return [];
    const name = `${path.split('/').at(-1)} #${index}`;
    const streams = request.body?.json?.stream === true;
    const body = response.body?.json ?? response.body?.text ?? '';
    return [{ name, protocol, status: response.status, streams, body }];
  }),
);

const answered = calls.filter((one) => one.status === 200);
const refused = calls.filter((one) => one.status >= 400);

let server: Awaited<ReturnType<typeof serveResponses>>;
beforeAll(async () => {
  server = await serveResponses();
});
afterAll(() => server.stop());

/** Serve a recorded call as it was and make it through our port, listening where it was streamed. */
async function replay({ protocol, status, streams, body }: (typeof calls)[number]) {
  server.answer({
    status,
    ...(streams ? { headers: { 'content-type': 'text/event-stream; charset=utf-8' } } : {}),
    body: typeof body === 'string' ? body : JSON.stringify(body),
  });
  const heard: string[] = [];
  const onText = streams ? (delta: string) => heard.push(delta) : undefined;
  const answer = await portsAt(server.url)[protocol].generate(modelRequest({ onText }));
  return { answer, heard };
}

describe.skipIf(missing)(`ModelPort on recorded calls${missing ? `: ${missing}` : ''}`, () => {
  it.each(answered.map((one) => [one.protocol, one.streams ? 'streamed' : 'whole', one.name, one] as const))(
    'reads text, calls and usage over %s, %s: %s',
    async (_protocol, _form, _name, one) => {
      const { answer, heard } = await replay(one);
      const wire = wireAnswer(one.protocol, one.body);
      expect(answer.usage).toEqual(wire.usage);
      expect(answer.text).toBe(wire.text);
      const asWritten = one.protocol !== 'anthropic';
      expect(
        answer.calls.map((call) => [
          call.providerCallId,
          call.tool,
          asWritten ? call.argumentsText : JSON.parse(call.argumentsText),
        ]),
      ).toEqual(wire.calls);
      if (one.streams) expect(heard.join('')).toBe(wire.text);
      expect(server.requests).toHaveLength(1);
      expect(server.requests[0]?.body['stream'] ?? false).toBe(one.streams);
    },
  );

  it.each(refused.map((one) => [one.protocol, one.status, one.name, one] as const))(
    'an unknown model over %s (%i) is permanent and unbilled: %s',
    async (protocol, status, _name, one) => {
      const error = await rejection(replay(one));
      expect(classifyModelError(error, `${protocol}:m`)).toMatchObject({
        type: 'model.not-found',
        retryable: false,
        billing: 'unbilled',
        message: expect.stringContaining(`HTTP ${status}`),
      });
    },
  );

  it('says that usage is unknown, not zero, for the two streams recorded without asking for it', () => {
    const silent = answered.filter((one) => wireAnswer(one.protocol, one.body).usage === undefined);
    expect(silent.map((one) => one.name)).toEqual([
      'test_async_chat_completion_streaming_not_complete.yaml #0',
      'test_chat_completion_streaming_not_complete.yaml #0',
    ]);
  });

  it('covers all 156 recorded model calls: 153 answers, 3 refusals', () => {
    const tally: Record<string, number> = {};
    for (const { protocol, streams, status } of calls) {
      const key = `${protocol} ${status >= 400 ? 'refused' : streams ? 'streamed' : 'whole'}`;
      tally[key] = (tally[key] ?? 0) + 1;
    }
    expect(tally).toEqual({
      'anthropic whole': 58,
      'anthropic streamed': 2,
      'openAiChat whole': 30,
      'openAiChat streamed': 13,
      'openAiChat refused': 2,
      'openAi whole': 38,
      'openAi streamed': 12,
      'openAi refused': 1,
    });
    expect([calls.length, answered.length, refused.length]).toEqual([156, 153, 3]);
  });
});
