import { afterEach, describe, expect, it } from 'vitest';
import {
  type HealthServer,
  startHealthServer,
  type WorkerStanding,
} from '../../src/workers/health-server.ts';

let server: HealthServer | undefined;
afterEach(() => server?.stop());

async function ask(standing: WorkerStanding, answering: boolean, path: string, method = 'GET') {
  server = await startHealthServer({
    port: 0,
    host: '127.0.0.1',
    source: { standing: () => standing, isServerAnswering: async () => answering },
  });
  const response = await fetch(server.url + path, { method });
  const body = await response.text();
  await server.stop();
  return { status: response.status, body: JSON.parse(body) as unknown };
}

describe('startHealthServer', () => {
  it.each([
    ['starting', true, 503, { ready: false, standing: 'starting' }],
    ['running', true, 200, { ready: true, standing: 'running' }],
    ['running', false, 503, { ready: false, standing: 'running', why: 'no answer from Temporal' }],
    ['draining', true, 503, { ready: false, standing: 'draining' }],
    ['stopped', true, 503, { ready: false, standing: 'stopped' }],
    ['failed', true, 503, { ready: false, standing: 'failed' }],
  ] as const)(
    'a worker that is %s, its server answering: %s, is ready by %i',
    async (standing, up, status, body) => {
      expect(await ask(standing, up, '/readyz')).toEqual({ status, body });
    },
  );

  it.each([
    ['starting', 200],
    ['running', 200],
    ['draining', 200],
    ['failed', 503],
  ] as const)('a worker that is %s lives by %i', async (standing, status) => {
    expect(await ask(standing, false, '/healthz')).toEqual({ status, body: { standing } });
  });

  it('knows two paths and one method', async () => {
    expect(await ask('running', true, '/metrics')).toMatchObject({ status: 404 });
    expect(await ask('running', true, '/healthz', 'POST')).toMatchObject({ status: 405 });
    expect(await ask('running', true, '/healthz?verbose')).toMatchObject({ status: 200 });
  });
});
