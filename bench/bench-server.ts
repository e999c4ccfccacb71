import { Client, Connection } from '@temporalio/client';
import { setupNamespace } from '../src/client/connection/setup-namespace.ts';
import { startTemporalServer } from '../src/server/launch/start-temporal-server.ts';
import { temporaryHome } from '../test/support/temporal-server.ts';
import { type FastProvider, startFastProvider } from './fast-provider.ts';

/** What all measurements share: one server and one provider. */
export interface Bench {
  readonly address: string;
  readonly namespace: string;
  readonly serverPid: number;
  readonly client: Client;
  readonly provider: FastProvider;
  /** A name that was not used before. */
  fresh(stem: string): string;
  stop(): Promise<void>;
}

export async function openBench(): Promise<Bench> {
  const namespace = 'bench';
  const { home, remove } = await temporaryHome();
  const server = await startTemporalServer({ home, namespace, ui: false });
  const provider = await startFastProvider();
  await setupNamespace({ address: server.address }, namespace);
  const connection = await Connection.connect({
    address: server.address,
    // A raw loop's history has every transcript in it.
    channelArgs: { 'grpc.max_receive_message_length': 64 * 1024 * 1024 },
  });
  let count = 0;
  return {
    address: server.address,
    namespace,
    serverPid: server.pid,
    client: new Client({ connection, namespace }),
    provider,
    fresh: (stem) => `${stem}-${++count}`,
    stop: async () => {
      await connection.close();
      await provider.stop();
      await server.stop();
      await remove();
    },
  };
}
