import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** How a worker process stands: `running` takes work, `draining` ends what it has, `failed` ended by itself. */
export type WorkerStanding = 'starting' | 'running' | 'draining' | 'stopped' | 'failed';

export interface HealthSource {
  standing(): WorkerStanding;
  /** Whether the Temporal server answers. */
  isServerAnswering(): Promise<boolean>;
}

export interface HealthServer {
  readonly url: string;
  stop(): Promise<void>;
}

/**
 * Answer `GET /healthz` and `GET /readyz` for whatever watches over a worker process.
 *
 * `/healthz` is 503 once the worker has failed: start it anew. `/readyz` is 200 only while it takes work and its
 * Temporal server answers. Both say why in a small JSON object; nothing of a run or of the environment is told.
 *
 * @throws Error of Node's own when the port is taken or not allowed.
 */
export async function startHealthServer(options: {
  readonly port: number;
  readonly host: string;
  readonly source: HealthSource;
}): Promise<HealthServer> {
  const { port, host, source } = options;
  const server = createServer((request, response) => void answer(request, response, source));
  server.listen({ port, host });
  await once(server, 'listening');
  const { port: taken } = server.address() as AddressInfo;
  return {
    url: `http://${host.includes(':') ? `[${host}]` : host}:${taken}`,
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

async function answer(
  { method, url = '' }: IncomingMessage,
  response: ServerResponse,
  source: HealthSource,
): Promise<void> {
  const path = url.split('?', 1)[0];
  if (method !== 'GET' && method !== 'HEAD') return send(response, 405, { error: 'GET only' });
  const standing = source.standing();
  if (path === '/healthz') return send(response, standing === 'failed' ? 503 : 200, { standing });
  if (path !== '/readyz') return send(response, 404, { error: 'there are /healthz and /readyz' });
  if (standing !== 'running') return send(response, 503, { ready: false, standing });
  const ready = await source.isServerAnswering();
  send(response, ready ? 200 : 503, {
    ready,
    standing,
    ...(ready ? {} : { why: 'no answer from Temporal' }),
  });
}

function send(response: ServerResponse, status: number, body: object): void {
  response
    .writeHead(status, { 'content-type': 'application/json', 'cache-control': 'no-store' })
    .end(`${JSON.stringify(body)}\n`);
}
