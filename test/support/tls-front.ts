import { readFileSync } from 'node:fs';
import {
  connect,
  constants,
  createSecureServer,
  type IncomingHttpHeaders,
  type ServerHttp2Stream,
} from 'node:http2';
import type { AddressInfo } from 'node:net';
import type { Certificate } from './certificates.ts';

export interface TlsFront {
  readonly address: string;
  close(): Promise<void>;
}

/**
 * Stand in front of a plaintext Temporal server as a cloud does: TLS, and on demand client certificates or an API key.
 *
 * It passes gRPC calls on and answers those without the right key with UNAUTHENTICATED itself.
 */
export async function startTlsFront(
  upstreamAddress: string,
  options: Certificate & { readonly clientCaPath?: string; readonly apiKey?: string },
): Promise<TlsFront> {
  const upstream = connect(`http://${upstreamAddress}`);
  const sessions = new Set<{ destroy(): void }>();
  const server = createSecureServer({
    cert: readFileSync(options.certPath),
    key: readFileSync(options.keyPath),
    ...(options.clientCaPath !== undefined && {
      ca: readFileSync(options.clientCaPath),
      requestCert: true,
      rejectUnauthorized: true,
    }),
  });
  server.on('session', (session) => {
    sessions.add(session);
    session.once('close', () => sessions.delete(session)).on('error', () => {});
  });
  server.on('stream', (stream, headers) => {
    stream.on('error', () => {});
    const allowed = options.apiKey === undefined || headers.authorization === `Bearer ${options.apiKey}`;
    if (allowed) passOn(stream, headers);
    else {
      const refusal = { 'grpc-status': '16', 'grpc-message': 'the API key is not valid' };
      stream.respond({ ':status': 200, 'content-type': 'application/grpc', ...refusal }, { endStream: true });
    }
  });

  function passOn(stream: ServerHttp2Stream, headers: IncomingHttpHeaders): void {
    const { ':scheme': _scheme, ':authority': _authority, ...rest } = headers as Record<string, string>;
    const call = upstream.request(rest);
    let trailers: IncomingHttpHeaders = {};
    call.on('trailers', (received) => {
      trailers = received;
    });
    call.on('response', (answer, flags) => {
      const ends = (flags & constants.NGHTTP2_FLAG_END_STREAM) !== 0;
      stream.respond(answer, ends ? { endStream: true } : { waitForTrailers: true });
      if (!ends) call.pipe(stream);
    });
    stream.on('wantTrailers', () => stream.sendTrailers(trailers));
    call.on('error', () => stream.close());
    stream.on('close', () => call.close(constants.NGHTTP2_CANCEL));
    stream.pipe(call);
  }

  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    address: `127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: async () => {
      const closed = new Promise((resolve) => server.close(resolve));
      for (const session of sessions) session.destroy();
      upstream.destroy();
      await closed;
    },
  };
}
