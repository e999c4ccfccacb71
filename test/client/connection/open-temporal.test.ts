import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { createServer } from 'node:net';
import { describe, expect, it } from 'vitest';
import type { ConnectionTarget } from '../../../src/client/connection/connection-target.ts';
import { openTemporal } from '../../../src/client/connection/open-temporal.ts';

function target(port: number): ConnectionTarget {
  const address = `127.0.0.1:${port}`;
  return { address, namespace: 'default', source: 'given', options: { address } };
}

describe('openTemporal', () => {
  it('tells that nobody listens without waiting for its time to be over: exit 8', async () => {
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    server.close();
    await once(server, 'close');
    await expect(openTemporal(target(port), { timeoutMs: 600_000 })).rejects.toMatchObject({
      code: 'temporal_unreachable',
      kind: 'unreachable',
      message: `No Temporal server answers at 127.0.0.1:${port}.`,
      why: expect.stringContaining('ECONNREFUSED'),
    });
  });

  it('gives up on a server that says nothing when its time is over: exit 8', async () => {
    const server = createServer((socket) => socket.on('error', () => {})).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    try {
      await expect(openTemporal(target(port), { timeoutMs: 500 })).rejects.toMatchObject({
        code: 'temporal_unreachable',
        kind: 'unreachable',
      });
    } finally {
      server.close();
    }
  });
});
