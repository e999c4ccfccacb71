import { createServer, type Server } from 'node:net';

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
  const [free, low] = await Promise.all([
    freePorts(services.length + 1, () => 0),
    freePorts(services.length, membershipPort),
  ]);
  const next = () => free.pop() as number;
  const forEachService = (ports: readonly number[]) =>
    Object.fromEntries(services.map((service, index) => [service, ports[index]])) as Record<
      TemporalService,
      number
    >;
  const ui = wanted.ui ?? next();
  const grpc = forEachService(free);
  if (wanted.frontend !== undefined) grpc.frontend = wanted.frontend;
  return { grpc, membership: forEachService(low), ui };
}

/** Draw a port that fits into the `smallint` in which a server on PostgreSQL keeps it; the system hands out higher ones. */
function membershipPort(): number {
  return 15_000 + Math.floor(Math.random() * 17_000);
}

/** All are held at once, so that no two are the same. `draw` answers 0 to leave the choice to the system. */
async function freePorts(count: number, draw: () => number): Promise<number[]> {
  const servers = await Promise.all(Array.from({ length: count }, () => listenSomewhere(draw)));
  const ports = servers.map((server) => {
    const address = server.address();
    return typeof address === 'object' && address !== null ? address.port : 0;
  });
  await Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve))));
  return ports;
}

async function listenSomewhere(draw: () => number): Promise<Server> {
  for (;;) {
    const server = createServer();
    const failure = await new Promise<NodeJS.ErrnoException | undefined>((resolve) => {
      server.once('error', resolve).listen(draw(), '127.0.0.1', () => resolve(undefined));
    });
    if (failure === undefined) return server;
    if (failure.code !== 'EADDRINUSE' && failure.code !== 'EACCES') throw failure;
  }
}
