import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface CannedResponse {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body: string;
  /** Break the connection after the body instead of ending the answer. */
  readonly cut?: boolean;
}

/** A local HTTP server that gives one answer at a time and keeps what it was asked. */
export async function serveResponses() {
  let answerTo: (body: Readonly<Record<string, unknown>>) => CannedResponse = () => ({
    status: 500,
    body: '',
  });
  const requests: { path: string; headers: IncomingMessage['headers']; body: Record<string, unknown> }[] = [];
  const server = createServer((incoming, response) => {
    let text = '';
    incoming.setEncoding('utf8');
    incoming.on('data', (chunk: string) => {
      text += chunk;
    });
    incoming.on('end', () => {
      const body = JSON.parse(text) as Record<string, unknown>;
      requests.push({ path: incoming.url ?? '', headers: incoming.headers, body });
      const next = answerTo(body);
      response.writeHead(next.status, { 'content-type': 'application/json', ...next.headers });
      if (next.cut) response.write(next.body, () => setTimeout(() => response.destroy(), 20));
      else response.end(next.body);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests,
    answer(response: CannedResponse): void {
      answerTo = () => response;
      requests.length = 0;
    },
    answerBy(answer: (body: Readonly<Record<string, unknown>>) => CannedResponse): void {
      answerTo = answer;
      requests.length = 0;
    },
    stop: () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
