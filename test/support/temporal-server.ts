import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setupNamespace } from '../../src/client/connection/setup-namespace.ts';
import { startTemporalServer } from '../../src/server/launch/start-temporal-server.ts';
import type { TemporalProgress } from '../../src/server/launch/temporal-progress.ts';
import { missingPostgres, type PostgresCluster, startPostgres } from './postgres.ts';
import { testDatabase } from './test-database.ts';

/** Make a directory for one server's state, and how to remove it. */
export async function temporaryHome(): Promise<{ home: string; remove: () => Promise<void> }> {
  const home = await mkdtemp(join(tmpdir(), 'holdfast-test-'));
  return { home, remove: () => rm(home, { recursive: true, force: true, maxRetries: 5 }) };
}

/** Say in the terminal what a first start is busy with, at most every ten seconds: a build takes minutes. */
function narrateProgress(write: (line: string) => void): (progress: TemporalProgress) => void {
  let saidAt = 0;
  return (progress) => {
    if (progress.phase === 'start' || Date.now() - saidAt < 10_000) return;
    saidAt = Date.now();
    if (progress.phase === 'build') {
      write(`Building ${progress.target} from source, once: ${progress.done}/${progress.total} packages`);
    } else if (progress.phase === 'fetch-modules') {
      write(`Fetching the server's Go modules, once: ${progress.done} so far`);
    } else if (progress.phase === 'wait-for-build') {
      write('Waiting for another process that builds the Temporal server');
    } else {
      write(`Downloading the Temporal CLI, once: ${progress.receivedBytes} bytes`);
    }
  };
}

/** A Temporal server of one's own with a namespace that is ready, outside of vitest. */
export interface TestServer {
  readonly address: string;
  readonly namespace: string;
  stop(): Promise<void>;
}

/**
 * Start a server in a fresh directory, register the namespace, and forget all of it when stopped.
 *
 * Its state is in what `testDatabase` says: a file, or a PostgreSQL cluster of its own.
 */
export async function startTestServer(
  namespace = 'holdfast-test',
  dynamicConfig: NonNullable<Parameters<typeof startTemporalServer>[0]['dynamicConfig']> = {},
): Promise<TestServer> {
  const { home, remove: removeHome } = await temporaryHome();
  let cluster: PostgresCluster | undefined;
  const remove = async (): Promise<void> => {
    await cluster?.stop();
    await removeHome();
  };
  try {
    if (testDatabase() === 'PostgreSQL') {
      if (missingPostgres) throw new Error(missingPostgres);
      cluster = await startPostgres();
    }
    const server = await startTemporalServer({
      home,
      namespace,
      ...(cluster && { database: { postgres: cluster.url('temporal') } }),
      dynamicConfig,
      onProgress: narrateProgress((line) => process.stderr.write(`${line}\n`)),
    });
    const stop = async (): Promise<void> => {
      await server.stop();
      await remove();
    };
    try {
      await setupNamespace({ address: server.address }, namespace);
    } catch (error) {
      await server.stop();
      throw error;
    }
    return { address: server.address, namespace, stop };
  } catch (error) {
    await remove();
    throw error;
  }
}
