import { defaultFailureConverter, defaultPayloadConverter } from '@temporalio/common';
import { describe, expect, it } from 'vitest';
import { toApplicationFailure } from '../../../src/activities/failures/to-application-failure.ts';
import { jsonBytes } from '../../../src/core/values/json.ts';
import { isWellFormedJson } from '../../../src/core/values/well-formed-json.ts';
import { classifyToolError } from '../../../src/tools/errors/classify-tool-error.ts';

const page = `422 seat 4F is taken ${'<div>'.repeat(600_000)}`;

/** As Temporal gets it. */
function sent(thrown: unknown) {
  const { message, cause } = classifyToolError(thrown);
  const failure = toApplicationFailure({
    type: 'tool.unexpected',
    message,
    retryable: false,
    attempt: 1,
    cause,
  });
  return defaultFailureConverter.errorToFailure(failure, defaultPayloadConverter);
}

class Unreadable extends Error {
  override get message(): string {
    throw new Error('no message');
  }
  override get stack(): string {
    throw new Error('no stack');
  }
  override get cause(): unknown {
    throw new Error('no cause');
  }
}

const circle = new Error('round');
circle.cause = circle;

const unreadable = new Proxy(new Error('never read'), {
  get: () => {
    throw new Error('not readable');
  },
  getPrototypeOf: () => {
    throw new Error('no prototype');
  },
});

describe('toApplicationFailure', () => {
  it('arrives with its type and the beginning of its text, however long message, stack and causes are', () => {
    const failure = sent(new Error(page, { cause: new Error(page, { cause: new Error(page) }) }));
    expect(failure.applicationFailureInfo?.type).toBe('tool.unexpected');
    expect(failure.message).toMatch(/^422 seat 4F is taken <div>/);
    expect(failure.cause?.message).toMatch(/^422 seat 4F is taken <div>/);
    expect(failure.cause?.cause?.cause?.message).toMatch(/^422 seat 4F is taken <div>/);
    expect(jsonBytes(failure)).toBeLessThan(64 * 1024);
  });

  it('cuts message and stack, whoever wrote them', () => {
    const failure = toApplicationFailure({
      type: 'tool.unexpected',
      message: page,
      retryable: false,
      attempt: 1,
    });
    expect(Buffer.byteLength(failure.message)).toBe(4_096);
    expect(failure.message).toMatch(/^422 seat 4F is taken .*…$/);
    expect(Buffer.byteLength(failure.stack ?? '')).toBeLessThanOrEqual(8_192);
  });

  it.each<[string, unknown]>([
    ['half a surrogate pair', new Error('\ud83c', { cause: new TypeError('\udf00') })],
    ['half a surrogate pair where it is cut', new Error(`${'🌀'.repeat(5_000)}`)],
    ['half a surrogate pair in its name', Object.assign(new Error('x'), { name: '\ud83c' })],
    ['getters that throw', new Unreadable()],
    ['a proxy that throws', unreadable],
    ['causes in a circle', circle],
    ['a cause that is a text', new Error('x', { cause: page })],
    ['a cause that is no error', new Error('x', { cause: { secret: page } })],
    ['a name of three megabytes', Object.assign(new Error('x'), { name: page })],
    ['a text', page],
    ['a symbol', Symbol('x')],
    ['nothing', undefined],
    ['an object without a prototype', Object.create(null)],
  ])('can be sent: %s', (_, thrown) => {
    const failure = sent(thrown);
    expect(failure.applicationFailureInfo?.type).toBe('tool.unexpected');
    expect(failure.message).not.toBe('');
    expect(isWellFormedJson(failure)).toBe(true);
    expect(jsonBytes(failure)).toBeLessThan(64 * 1024);
  });
});
