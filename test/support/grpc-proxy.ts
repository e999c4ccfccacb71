import { once } from 'node:events';
import {
  type ClientHttp2Session,
  connect,
  constants,
  createServer,
  type Http2Session,
  type IncomingHttpHeaders,
  type ServerHttp2Stream,
} from 'node:http2';
import type { AddressInfo } from 'node:net';

/** What becomes of one call: lost before the server has it, or after the server answered and before the caller knows. */
export type CallFate = 'pass' | 'lose-request' | 'lose-answer';

export interface GrpcProxyOptions {
  /** `host:port` of the real server, without TLS. */
  readonly upstream: string;
  /** Rules on each call by its path, such as `/temporal.api.workflowservice.v1.WorkflowService/StartWorkflowExecution`. */
  readonly judge: (path: string) => CallFate;
  /** Runs at the moment when a call is lost: the caller hears nothing of it, ever. */
  readonly onLost: () => void;
}

export interface GrpcProxy {
  readonly address: string;
  stop(): Promise<void>;
}

interface Answer {
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
  readonly trailers: IncomingHttpHeaders | undefined;
}

/** Stand between a gRPC client and its server, on a free port of 127.0.0.1. Unary calls only: each is passed on whole. */
export async function startGrpcProxy({ upstream, judge, onLost }: GrpcProxyOptions): Promise<GrpcProxy> {
  const sessions = new Set<Http2Session>();
  const server = createServer();
  server.on('session', (session) => {
    const onward = connect(`http://${upstream}`);
    for (const one of [session, onward]) {
      sessions.add(one);
      // A caller that is killed, or a server that stops, is what this is for.
      one.on('error', () => {});
      one.on('close', () => sessions.delete(one));
    }
    session.on('close', () => onward.destroy());
    onward.on('close', () => session.destroy());
    session.on('stream', (stream, headers) => {
      stream.on('error', () => {});
      void pass(stream, headers, onward);
    });
  });

  async function pass(
    stream: ServerHttp2Stream,
    headers: IncomingHttpHeaders,
    onward: ClientHttp2Session,
  ): Promise<void> {
    const body = await read(stream).catch(() => undefined);
    if (body === undefined) return;
    const fate = judge(String(headers[':path']));
    if (fate === 'lose-request') return onLost();
    const answer = await ask(onward, headers, body, stream).catch(() => undefined);
    if (fate === 'lose-answer') return onLost();
    if (stream.destroyed) return;
    if (!answer) return stream.close(constants.NGHTTP2_INTERNAL_ERROR);
    reply(stream, answer);
  }

  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    address: `127.0.0.1:${(server.address() as AddressInfo).port}`,
    stop: async () => {
      for (const session of sessions) session.destroy();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}

async function ask(
  onward: ClientHttp2Session,
  headers: IncomingHttpHeaders,
  body: Buffer,
  caller: ServerHttp2Stream,
): Promise<Answer> {
  const call = onward.request(headers);
  const giveUp = (): void => call.close(constants.NGHTTP2_CANCEL);
  caller.once('close', giveUp);
  let trailers: IncomingHttpHeaders | undefined;
  call.on('trailers', (found) => {
    trailers = found;
  });
  const answered = once(call, 'response') as Promise<[IncomingHttpHeaders]>;
  call.end(body);
  const [responseHeaders] = await answered;
  const received = await read(call);
  caller.off('close', giveUp);
  return { headers: responseHeaders, body: received, trailers };
}

function reply(stream: ServerHttp2Stream, { headers, body, trailers }: Answer): void {
  if (!trailers) {
    stream.respond(headers, { endStream: body.length === 0 });
    if (body.length > 0) stream.end(body);
    return;
  }
  stream.respond(headers, { waitForTrailers: true });
  stream.once('wantTrailers', () => stream.sendTrailers(trailers));
  stream.end(body);
}

async function read(stream: AsyncIterable<Buffer>): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of stream) chunks.push(chunk);
  return Buffer.concat(chunks);
}
