import type { TestProject } from 'vitest/node';
import { setupNamespace } from '../../src/client/setup-namespace.ts';
import { startTemporalServer } from '../../src/server/start-temporal-server.ts';
import { narrateProgress, temporaryHome } from './temporal-server.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** `127.0.0.1:port` of this test run's own server. */
    temporalAddress: string;
    /** Registered, with Holdfast's search attributes. */
    temporalNamespace: string;
  }
}

/** Start a Temporal server of this test run's own; never use one that happens to listen. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const { home, remove } = await temporaryHome();
  const namespace = 'holdfast-test';
  try {
    const server = await startTemporalServer({
      home,
      namespace,
      onProgress: narrateProgress((line) => process.stderr.write(`${line}\n`)),
    });
    try {
      await setupNamespace({ address: server.address }, namespace);
    } catch (error) {
      await server.stop();
      throw error;
    }
    project.provide('temporalAddress', server.address);
    project.provide('temporalNamespace', namespace);
    return async () => {
      await server.stop();
      await remove();
    };
  } catch (error) {
    await remove();
    throw error;
  }
}
