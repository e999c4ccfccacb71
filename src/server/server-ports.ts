import { createServer } from 'node:net';

const services = ['frontend', 'history', 'matching', 'worker'] as const;

export type TemporalService = (typeof services)[number];

/** Ports on 127.0.0.1: two for each service of the stock server, one for the UI. */
export interface ServerPorts {
  readonly grpc: Readonly<Record<TemporalService, number>>;
  readonly membership: Readonly<Record<TemporalService, number>>;
  readonly ui: number;
}

/**
 * Choose ports that are free now, keeping those that are wanted for the frontend and the UI.
 *
 * Another process may take one before the server does; the start is then repeated with others.
 */
export async function chooseServerPorts(
  wanted: { frontend?: number; ui?: number } = {},
): Promise<ServerPorts> {
  const free = await freePorts(services.length * 2 + 1);
  const next = () => free.pop() as number;
  const forEachService = () =>
    Object.fromEntries(services.map((service) => [service, next()])) as Record<TemporalService, number>;
  const grpc = forEachService();
  if (wanted.frontend !== undefined) grpc.frontend = wanted.frontend;
  return { grpc, membership: forEachService(), ui: wanted.ui ?? next() };
}

/** All are held at once, so that no two are the same. */
async function freePorts(count: number): Promise<number[]> {
  const servers = await Promise.all(
    Array.from({ length: count }, async () => {
      const server = createServer();
      await new Promise<void>((resolve, reject) => {
        server.once('error', reject).listen(0, '127.0.0.1', resolve);
      });
      return server;
    }),
  );
  const ports = servers.map((server) => {
    const address = server.address();
    return typeof address === 'object' && address !== null ? address.port : 0;
  });
  await Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve))));
  return ports;
}
