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
    [named('WorkflowNotFoundError', 'workflow not found for ID: agent/a/t'), 'run_not_found', 3],
    [named('WorkflowNotFoundError', 'workflow execution already completed'), 'run_closed', 9],
    [named('WorkflowExecutionAlreadyStartedError'), 'run_exists', 9],
    [named('NamespaceNotFoundError'), 'namespace_missing', 8],
    [grpc(5, 'Namespace default is not found.'), 'namespace_missing', 8],
    [grpc(14, 'No connection established'), 'temporal_unreachable', 8],
    [grpc(4, 'Deadline exceeded after 3s'), 'temporal_timeout', 8],
    [grpc(8, 'namespace rate limit exceeded'), 'temporal_overloaded', 8],
    [
      grpc(3, 'Namespace default has no mapping defined for search attribute HoldfastAgent'),
      'search_attribute_missing',
      8,
    ],
    [grpc(3, 'invalid query: invalid search attribute: HoldfastState'), 'search_attribute_missing', 8],
    [grpc(3, 'invalid query: malformed SQL query: syntax error at position 34'), 'query_invalid', 2],
    [grpc(3, 'WorkflowId is not set on request.'), 'request_invalid', 2],
    [grpc(7, 'Request unauthorized.'), 'not_permitted', 11],
    [grpc(16, 'Invalid API key'), 'not_permitted', 11],
    [grpc(1, 'Cancelled on client'), 'interrupted', 130],
    [new Error('Unexpected', { cause: new Error('Channel has been shut down') }), 'interrupted', 130],
    [grpc(13, 'oops'), 'unexpected', 1],
    [new TypeError('x is undefined'), 'unexpected', 1],
    ['a text', 'unexpected', 1],
  ])('reads %s as %s, exit %i', (error, code, exitCode) => {
    const mapped = fromTemporalError(error, context);
    expect(mapped).toMatchObject({ code, exitCode });
    expect(mapped.cause).toBe(error);
    expect(errorRecordSchema.parse(JSON.parse(JSON.stringify(mapped)))).toMatchObject({ code });
  });

  it('names the missing search attribute and the command that adds it', () => {
    const error = grpc(3, 'Namespace default has no mapping defined for search attribute HoldfastRoot');
    expect(fromTemporalError(error, context).toJSON()).toEqual({
      schema: 'holdfast.error/v1',
      code: 'search_attribute_missing',
      message: 'The namespace default at 127.0.0.1:7233 lacks the search attribute HoldfastRoot.',
      unchanged: 'Nothing was started.',
      next: 'holdfast setup --address 127.0.0.1:7233 --namespace default',
      details: { searchAttribute: 'HoldfastRoot', namespace: 'default' },
    });
  });

  it('lets an error of our own pass', () => {
    const own = new HoldfastError({ code: 'run_not_found', message: 'There is no run x.', exitCode: 3 });
    expect(fromTemporalError(own, context)).toBe(own);
  });
});
