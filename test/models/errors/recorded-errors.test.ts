import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { classifyModelError } from '../../../src/models/errors/classify-model-error.ts';
import type { ModelErrorClass } from '../../../src/models/errors/model-error-class.ts';
import { missingShared, readSharedJsonLines } from '../../support/shared-data.ts';
import { modelRequest, portsAt, rejection } from '../model-request.ts';
import { type CannedResponse, serveResponses } from '../serve-response.ts';

let server: Awaited<ReturnType<typeof serveResponses>>;
beforeAll(async () => {
  server = await serveResponses();
});
afterAll(() => server.stop());

async function classified(
  adapter: 'anthropic' | 'openAiChat',
  response: CannedResponse,
): Promise<ModelErrorClass> {
  server.answer(response);
  const error = await rejection(portsAt(server.url)[adapter].generate(modelRequest()));
  expect(server.requests).toHaveLength(1);
  return classifyModelError(error, `${adapter}:test-model`);
}

interface Recorded {
  readonly path: string;
  readonly request: { readonly uri: string };
  readonly response: {
    readonly status: number;
    readonly headers: Readonly<Record<string, string>>;
    readonly body: { readonly json?: unknown; readonly text?: string };
  };
}

const missing = missingShared('llm-wire');
const because = missing ? `: ${missing}` : '';
const recorded = missing ? [] : readSharedJsonLines<Recorded>('llm-wire/error_responses.jsonl');

/** By the row's own status and code; other providers' bodies come over Chat Completions, as a compatible server's would. */
function expectedType(row: Recorded): string {
  const text = JSON.stringify(row.response.body);
  if (text.includes('"tool_use_failed"')) return 'model.bill-unknown';
  if (row.response.status === 404 || text.includes('"model_not_found"')) return 'model.not-found';
  return 'model.bad-request';
}

describe.skipIf(missing)(`classifyModelError on recorded error responses${because}`, () => {
  it.each(recorded.map((row) => [new URL(row.request.uri).hostname, row.response.status, row] as const))(
    '%s %i is permanent, of the type that its body says',
    async (host, status, row) => {
      const { 'transfer-encoding': _chunked, ...headers } = row.response.headers;
      const body = row.response.body.text ?? JSON.stringify(row.response.body.json);
      const adapter = host === 'api.anthropic.com' ? 'anthropic' : 'openAiChat';
      const found = await classified(adapter, { status, headers, body });
      const type = expectedType(row);
      expect(found).toMatchObject({
        type,
        retryable: false,
        billing: type === 'model.bill-unknown' ? 'unknown' : 'unbilled',
      });
      expect(found.message).toContain(`HTTP ${status}`);
    },
  );

  it('covers all 24 rows', () => {
    expect(recorded).toHaveLength(24);
  });
});

interface Documented {
  readonly id: string;
  readonly provider: string;
  readonly status: number | null;
  readonly type?: string;
  readonly code?: string;
  readonly retry?: boolean;
  readonly headers?: readonly string[];
  readonly message_pattern?: string;
  readonly error_details?: object;
  readonly action?: string;
  readonly stream_event?: string;
}

const documented = missing ? [] : readSharedJsonLines<Documented>('llm-wire/documented_errors.jsonl');
const isServed = (row: Documented) => row.status !== null && row.status !== undefined && row.status >= 400;

const types: Readonly<Record<string, string>> = {
  'anthropic-400': 'model.bad-request',
  'anthropic-400-prompt-too-long': 'model.context-too-long',
  'anthropic-400-orphan-tool-use': 'model.bad-request',
  'anthropic-401': 'model.authentication',
  'anthropic-402': 'model.quota',
  'anthropic-403': 'model.permission',
  'anthropic-404': 'model.not-found',
  'anthropic-409': 'model.server-error',
  'anthropic-413': 'model.request-too-large',
  'anthropic-429': 'model.rate-limited',
  'anthropic-429-spend': 'model.quota',
  'anthropic-500': 'model.server-error',
  'anthropic-529': 'model.overloaded',
  'openai-400-context': 'model.context-too-long',
  'openai-429-rate': 'model.rate-limited',
  'openai-429-quota': 'model.quota',
  'openai-429-credit': 'model.quota',
  'openai-503': 'model.overloaded',
  'google-429-daily': 'model.quota',
};

/** The documented body with the row's own type, code, details and message. */
function bodyOf(row: Documented): string {
  const message =
    row.message_pattern?.replace('<n>', '205351').replace('<max>', '200000') ?? 'documented error';
  const error = {
    message,
    ...(row.type === undefined ? {} : { type: row.type }),
    ...(row.code === undefined ? {} : { code: row.code }),
    ...(row.error_details === undefined ? {} : { details: row.error_details }),
  };
  return JSON.stringify(
    row.provider === 'anthropic' ? { type: 'error', error, request_id: 'req_1' } : { error },
  );
}

describe.skipIf(missing)(`classifyModelError on documented errors${because}`, () => {
  it.each(documented.filter(isServed).map((row) => [row.id, row] as const))(
    '%s has its type, and is retried exactly when its row says so',
    async (id, row) => {
      const wait = row.headers?.includes('retry-after') === true ? { 'retry-after': '3' } : {};
      const adapter = row.provider === 'anthropic' ? 'anthropic' : 'openAiChat';
      const found = await classified(adapter, { status: row.status ?? 0, headers: wait, body: bodyOf(row) });
      expect({ type: found.type, retryable: found.retryable, billing: found.billing }).toEqual({
        type: types[id],
        retryable: row.retry,
        billing: 'unbilled',
      });
      expect(found.retryAfterMs).toBe('retry-after' in wait ? 3_000 : undefined);
    },
  );

  it('skips only the rows that describe no error response', () => {
    expect(documented.filter((row) => !isServed(row)).map((row) => row.id)).toEqual([
      'anthropic-shape', // the envelope itself
      'openai-sse-error-after-200', // streams: see stream-errors.test.ts
      'openai-chat-stream-error',
      'openrouter-sse-comment',
      'sdk-default-retries', // about the official SDKs
    ]);
    expect(documented).toHaveLength(24);
  });
});
