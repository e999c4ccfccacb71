import { Connection } from '@temporalio/client';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { setupNamespace } from '../../../src/client/connection/setup-namespace.ts';
import {
  startTemporalServer,
  type TemporalServer,
} from '../../../src/server/launch/start-temporal-server.ts';
import { temporaryHome } from '../../support/temporal-server.ts';

describe('startTemporalServer', () => {
  const running = new Set<TemporalServer>();
  let home: string;
  let remove: () => Promise<void>;
  beforeEach(async () => {
    ({ home, remove } = await temporaryHome());
  });
  afterEach(async () => {
    await Promise.all([...running].map((server) => server.stop()));
    running.clear();
    await remove();
  });

  async function start(options: { ui?: boolean } = {}): Promise<TemporalServer> {
    const server = await startTemporalServer({ home, namespace: 'kept', ...options });
    running.add(server);
    return server;
  }

  it('keeps its state over a stop and a start on other ports', async () => {
    const first = await start();
    expect(await setupNamespace({ address: first.address }, 'kept', { retentionDays: 3 })).toMatchObject({
      created: true,
    });
    await first.stop();
    const second = await start();
    expect(second.address).not.toBe(first.address);
    const connection = await Connection.connect({ address: second.address });
    const found = await connection.workflowService.describeNamespace({ namespace: 'kept' });
    await connection.close();
    expect(found.namespaceInfo?.name).toBe('kept');
    expect(Number(found.config?.workflowExecutionRetentionTtl?.seconds)).toBe(3 * 86_400);
  });

  it('serves the UI on loopback and ends it with the server', async () => {
    const server = await start({ ui: true });
    expect(server.uiUrl).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
    const page = await fetch(server.uiUrl ?? '', { headers: { connection: 'close' } });
    expect(page.status).toBe(200);
    await server.stop();
    await expect(fetch(server.uiUrl ?? '')).rejects.toThrow('fetch failed');
    expect(() => process.kill(server.pid, 0)).toThrow('ESRCH');
  });

  it('tells how the server ended when it dies by itself', async () => {
    const server = await start();
    process.kill(server.pid, 'SIGKILL');
    expect(await server.exited).toBe('signal SIGKILL');
  });

  it('refuses a second server on the same state and lets the first go on', async () => {
    const server = await start();
    await expect(start()).rejects.toThrow(
      `A Temporal server (pid ${server.pid}) already runs on the state in ${home}.`,
    );
    const connection = await Connection.connect({ address: server.address });
    expect((await connection.workflowService.getSystemInfo({})).serverVersion).toMatch(/^\d+\.\d+\.\d+/);
    await connection.close();
  });
});
