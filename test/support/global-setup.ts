import type { TestProject } from 'vitest/node';
import { startTestServer } from './temporal-server.ts';

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
  const server = await startTestServer();
  project.provide('temporalAddress', server.address);
  project.provide('temporalNamespace', server.namespace);
  return () => server.stop();
}
