import { describe, expect, it } from 'vitest';
import type { TemporalAccess } from '../../../src/client/connection/temporal-access.ts';
import { askRun } from '../../../src/client/messages/send-message.ts';

/** A server that answers an update with one gRPC error, however often it is sent; the run is open. */
function failing(code: number, details: string): TemporalAccess {
  const failure = Object.assign(new Error('Workflow Update failed'), {
    name: 'ServiceError',
    cause: Object.assign(new Error(details), { code, details }),
  });
  const handle = {
    startUpdate: () => Promise.reject(failure),
    describe: () => Promise.resolve({ status: { name: 'RUNNING' } }),
  };
  return {
    address: 'localhost:1',
    namespace: 'default',
    client: {
      connection: { withDeadline: (_: number, make: () => unknown) => make() },
      workflow: { getHandle: () => handle },
    },
  } as unknown as TemporalAccess;
}

describe('an update that the server gives up on', () => {
  it.each([
    [9, 'Unable to perform workflow execution update due to Workflow Task in failed state.'],
    [10, 'update was aborted by closing workflow task'],
    [13, 'workflow task timed out'],
    [4, 'context deadline exceeded'],
  ])('is told as no worker: %s', async (code, details) => {
    const sent = askRun(failing(code, details), 'r', 'pause', {});
    await expect(sent).rejects.toMatchObject({ kind: 'unreachable', code: 'no_worker' });
  });
});
