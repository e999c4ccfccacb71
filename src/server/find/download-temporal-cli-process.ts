/**
 * Runs as its own process and has the SDK fetch the Temporal CLI into the directory given as first argument.
 * A process of its own, because the SDK can only fetch by starting a server, holds one runtime a process, and cannot
 * be told to stop. Prints why it failed on standard error and ends with 1.
 */
import { createRequire } from 'node:module';
import { Runtime } from '@temporalio/worker';

const downloadDir = process.argv[2] ?? '.';
const { version } = createRequire(import.meta.url)('@temporalio/worker/package.json') as { version: string };

try {
  const runtime = Runtime.instance();
  const server = await runtime.createEphemeralServer({
    type: 'dev-server',
    exe: {
      type: 'cached-download',
      downloadDir,
      version: 'default',
      ttl: Number.MAX_SAFE_INTEGER,
      sdkName: 'sdk-typescript',
      sdkVersion: version,
    },
    ip: '127.0.0.1',
    port: null,
    ui: false,
    uiPort: null,
    namespace: 'default',
    dbFilename: null,
    log: { format: 'pretty', level: 'error' },
    extraArgs: [],
  });
  await runtime.shutdownEphemeralServer(server);
  process.exit(0);
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exit(1);
}
