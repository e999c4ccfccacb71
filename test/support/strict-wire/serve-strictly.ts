import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { refusalOf, type WireName } from './refusal.ts';

/** A local server of all wires that refuses what a provider refuses, and else gives the answer that was put there. */
export async function serveStrictly() {
  let next: object = {};
  let refused: string | undefined;
  const bodies: Record<string, unknown>[] = [];
  const server = createServer((incoming, response) => {
    const chunks: Buffer[] = [];
    incoming.on('data', (chunk: Buffer) => chunks.push(chunk));
    incoming.on('end', () => {
      const raw = Buffer.concat(chunks).toString('utf8');
      bodies.push(JSON.parse(raw) as Record<string, unknown>);
      refused = refusalOf(wireOf(incoming.url ?? ''), raw);
      response.writeHead(refused === undefined ? 200 : 400, { 'content-type': 'application/json' });
      response.end(JSON.stringify(refused === undefined ? next : { error: { message: refused } }));
    });
  });
  // A test that works for long between two requests keeps its connection.
  server.keepAliveTimeout = 120_000;
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    bodies,
    /** Of the last request. */
    refusal: () => refused,
    answer(body: object): void {
      next = body;
      refused = undefined;
      bodies.length = 0;
    },
    stop: () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function wireOf(path: string): WireName {
  if (path.endsWith('/messages')) return 'anthropic';
  if (path.endsWith('/responses')) return 'openAi';
  return path.endsWith('/chat/completions') ? 'openAiChat' : 'google';
}
