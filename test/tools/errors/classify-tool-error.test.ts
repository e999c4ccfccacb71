import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import { describe, expect, it } from 'vitest';
import { classifyToolError } from '../../../src/tools/errors/classify-tool-error.ts';
import { ToolError, TransientToolError } from '../../../src/tools/errors/tool-error.ts';

const withFields = (fields: object, message = 'boom') => Object.assign(new Error(message), fields);

describe('classifyToolError', () => {
  it('tells a ToolError to the model', () => {
    const error = new ToolError('Order W1 not found', { cause: withFields({ code: 'ECONNREFUSED' }) });
    expect(classifyToolError(error)).toEqual({
      kind: 'rejected',
      type: 'ToolError',
      message: 'Order W1 not found',
      cause: error,
    });
  });

  it('knows a ToolError by name, from another copy of the package or as a subclass', () => {
    class OrderNotFound extends ToolError {}
    expect(classifyToolError({ name: 'ToolError', message: 'no' })).toMatchObject({
      kind: 'rejected',
      type: 'ToolError',
    });
    expect(classifyToolError(new OrderNotFound('no'))).toMatchObject({
      kind: 'rejected',
      type: 'OrderNotFound',
    });
  });

  it('retries a TransientToolError after the wait it asks for', () => {
    const error = new TransientToolError('busy', { retryAfterMs: 1_500 });
    expect(classifyToolError(error)).toEqual({
      kind: 'transient',
      message: 'busy',
      mayHaveActed: true,
      retryAfterMs: 1_500,
      cause: error,
    });
    expect(classifyToolError(new TransientToolError('busy'))).not.toHaveProperty('retryAfterMs');
  });

  it('retries what a TransientToolError caused, after the wait that one asks for', () => {
    const cause = new TransientToolError('busy', { retryAfterMs: 1_500 });
    expect(classifyToolError(new Error('the shop cannot be opened', { cause }))).toMatchObject({
      kind: 'transient',
      message: 'the shop cannot be opened',
      retryAfterMs: 1_500,
    });
  });

  it.each([
    { code: 'ECONNREFUSED' },
    { code: 'ECONNRESET' },
    { code: 'ETIMEDOUT' },
    { code: 'EAI_AGAIN' },
    { code: 'SQLITE_BUSY' },
    { code: 'SQLITE_BUSY_SNAPSHOT' },
    { code: 'ERR_SQLITE_ERROR', errcode: 5 },
    { code: 'ERR_SQLITE_ERROR', errcode: 517 },
    { code: '40001' },
    { name: 'TimeoutError' },
    { status: 408 },
    { status: 429 },
    { statusCode: 500 },
    { response: { status: 503 } },
    { cause: { code: 'ECONNREFUSED' } },
    { cause: { errors: [{ code: 'ECONNREFUSED' }] } },
  ])('retries %j', (fields) => {
    expect(classifyToolError(withFields(fields)).kind).toBe('transient');
  });

  const said = (tookNoEffect: boolean, cause?: object) =>
    new TransientToolError('busy', { tookNoEffect, cause });

  it.each<[string, unknown, boolean]>([
    ['a refused connection', withFields({ cause: { code: 'ECONNREFUSED' } }), false],
    ['a name that cannot be looked up just now', withFields({ code: 'EAI_AGAIN' }), false],
    ['HTTP 429', withFields({ status: 429 }), false],
    ['HTTP 503', withFields({ response: { status: 503 } }), false],
    ['a busy database', withFields({ code: 'SQLITE_BUSY' }), false],
    ['a transaction that was taken back', withFields({ code: '40001' }), false],
    ['a connection that broke', withFields({ code: 'ECONNRESET' }), true],
    ['a request that was sent and not answered', withFields({ code: 'UND_ERR_HEADERS_TIMEOUT' }), true],
    ['HTTP 500', withFields({ status: 500 }), true],
    ['HTTP 502', withFields({ status: 502 }), true],
    ['HTTP 504', withFields({ statusCode: 504 }), true],
    ['a database that shuts down', withFields({ code: '57P01' }), true],
    ['its deadline', withFields({ name: 'TimeoutError' }), true],
    [
      'two tries of one attempt, one of which broke',
      withFields({ errors: [{ code: 'ECONNREFUSED' }, { code: 'ECONNRESET' }] }),
      true,
    ],
    ['a TransientToolError that says nothing', new TransientToolError('busy'), true],
    [
      'a TransientToolError about a refused connection',
      new TransientToolError('busy', { cause: { code: 'ECONNREFUSED' } }),
      false,
    ],
    ['a TransientToolError that says that nothing was done', said(true, { code: 'ECONNRESET' }), false],
    ['a TransientToolError that says that it may have acted', said(false, { status: 429 }), true],
  ])('tells of %s whether it may have acted', (_, thrown, mayHaveActed) => {
    expect(classifyToolError(thrown)).toMatchObject({ kind: 'transient', mayHaveActed });
  });

  it.each([
    { code: 'ENOENT' },
    { code: 'ERR_SQLITE_ERROR', errcode: 19 },
    { status: 400 },
    { status: 404 },
    { status: '503' },
    { status: 200 },
    { name: 'AbortError' },
  ])('does not retry %j', (fields) => {
    expect(classifyToolError(withFields(fields)).kind).toBe('unexpected');
  });

  it('knows the error of a real refused connection', async () => {
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    server.close();
    await once(server, 'close');
    const refused: unknown = await fetch(`http://127.0.0.1:${port}/`).catch((thrown: unknown) => thrown);
    expect((refused as Error).message).toBe('fetch failed');
    expect(classifyToolError(refused).kind).toBe('transient');
  });

  it.each<[string, object, number | undefined]>([
    ['seconds', { headers: { 'retry-after': '7' } }, 7_000],
    ['a Headers object', { headers: new Headers({ 'Retry-After': '2' }) }, 2_000],
    ['the response', { response: { status: 429, headers: { 'Retry-After': '3' } } }, 3_000],
    ['an HTTP date', { headers: { 'retry-after': 'Thu, 01 Jan 1970 00:01:00 GMT' } }, 50_000],
    ['a date gone by', { headers: { 'retry-after': 'Thu, 01 Jan 1970 00:00:01 GMT' } }, 0],
    ['more than an hour', { headers: { 'retry-after': '86400' } }, 3_600_000],
    ['milliseconds first', { headers: { 'retry-after': '9', 'retry-after-ms': '250' } }, 250],
    ['nonsense', { headers: { 'retry-after': 'soon' } }, undefined],
    ['a year', { headers: { 'retry-after': '-5' } }, undefined],
  ])('reads Retry-After from %s', (_, fields, ms) => {
    const failure = classifyToolError(withFields({ status: 429, ...fields }), 10_000);
    expect(failure).toMatchObject({ kind: 'transient' });
    expect((failure as { retryAfterMs?: number }).retryAfterMs).toBe(ms);
  });

  it.each<[unknown, string]>([
    ['boom', 'the tool threw "boom" without a message'],
    [undefined, 'the tool threw undefined without a message'],
    [null, 'the tool threw null without a message'],
    [42, 'the tool threw 42 without a message'],
    [{}, 'the tool threw Object without a message'],
    [new Error(''), 'the tool threw Error without a message'],
  ])('takes %j for unexpected and keeps it as the cause', (thrown, message) => {
    expect(classifyToolError(thrown)).toEqual({ kind: 'unexpected', message, cause: thrown });
  });

  it('survives an error whose fields throw and a chain of causes that is a ring', () => {
    const hostile = new Proxy(
      {},
      {
        get: () => {
          throw new Error('no');
        },
      },
    );
    expect(classifyToolError(hostile).kind).toBe('unexpected');
    const ring = withFields({});
    ring.cause = ring;
    expect(classifyToolError(ring).kind).toBe('unexpected');
  });
});
