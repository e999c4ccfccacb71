import { describe, expect, it } from 'vitest';
import { fromTemporalError } from '../../../src/client/errors/from-temporal-error.ts';
import { HoldfastError } from '../../../src/client/errors/holdfast-error.ts';
import { errorRecordSchema } from '../../../src/reports/error.ts';

const context = { address: '127.0.0.1:7233', namespace: 'default', run: 'agent/a/t' };

function named(name: string, message = name): Error {
  return Object.assign(new Error(message), { name });
}

function grpc(code: number, details: string): Error {
  const cause = Object.assign(new Error(`${code}: ${details}`), { code, details });
  return Object.assign(new Error('Failed', { cause }), { name: 'ServiceError' });
}

describe('fromTemporalError', () => {
  it.each([
    [named('WorkflowNotFoundError', 'workflow not found for ID: agent/a/t'), 'run_not_found', 'not-found'],
    [named('WorkflowNotFoundError', 'workflow execution already completed'), 'run_closed', 'conflict'],
    [named('WorkflowExecutionAlreadyStartedError'), 'run_exists', 'conflict'],
    [named('NamespaceNotFoundError'), 'namespace_missing', 'unreachable'],
    [grpc(5, 'Namespace default is not found.'), 'namespace_missing', 'unreachable'],
    [grpc(14, 'No connection established'), 'temporal_unreachable', 'unreachable'],
    [grpc(4, 'Deadline exceeded after 3s'), 'temporal_timeout', 'unreachable'],
    [grpc(8, 'namespace rate limit exceeded'), 'temporal_overloaded', 'unreachable'],
    [
      grpc(3, 'Namespace default has no mapping defined for search attribute HoldfastAgent'),
      'search_attribute_missing',
      'unreachable',
    ],
    [
      grpc(3, 'invalid query: invalid search attribute: HoldfastState'),
      'search_attribute_missing',
      'unreachable',
    ],
    [grpc(3, 'invalid query: malformed SQL query: syntax error at position 34'), 'query_invalid', 'usage'],
    [grpc(3, 'WorkflowId is not set on request.'), 'request_invalid', 'usage'],
    [grpc(7, 'Request unauthorized.'), 'not_permitted', 'not-permitted'],
    [grpc(16, 'Invalid API key'), 'not_permitted', 'not-permitted'],
    [grpc(1, 'Cancelled on client'), 'interrupted', 'interrupted'],
    [
      new Error('Unexpected', { cause: new Error('Channel has been shut down') }),
      'interrupted',
      'interrupted',
    ],
    [grpc(13, 'oops'), 'unexpected', 'bug'],
    [new TypeError('x is undefined'), 'unexpected', 'bug'],
    ['a text', 'unexpected', 'bug'],
  ])('reads %s as %s, %s', (error, code, kind) => {
    const mapped = fromTemporalError(error, context);
    expect(mapped).toMatchObject({ code, kind });
    expect(mapped.cause).toBe(error);
    expect(errorRecordSchema.parse(JSON.parse(JSON.stringify(mapped)))).toMatchObject({ code });
  });

  it('names the missing search attribute and what adds it, as data', () => {
    const error = grpc(3, 'Namespace default has no mapping defined for search attribute HoldfastRoot');
    expect(fromTemporalError(error, context).toJSON()).toEqual({
      schema: 'holdfast.error/v1',
      code: 'search_attribute_missing',
      kind: 'unreachable',
      message: 'The namespace default at 127.0.0.1:7233 lacks the search attribute HoldfastRoot.',
      unchanged: 'Nothing was started.',
      actions: [{ action: 'setup', address: '127.0.0.1:7233', namespace: 'default' }],
      details: { searchAttribute: 'HoldfastRoot', namespace: 'default' },
    });
  });

  it('lets an error of our own pass', () => {
    const own = new HoldfastError({
      code: 'run_not_found',
      message: 'There is no run x.',
      kind: 'not-found',
    });
    expect(fromTemporalError(own, context)).toBe(own);
  });
});
