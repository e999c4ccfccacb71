import { bundledConfig } from '../../src/samples/bundled-config.ts';
import { createLog } from '../../src/workers/log.ts';
import { startWorkers } from '../../src/workers/start-workers.ts';

/** A worker of the sample agents that keeps only so many runs in memory: `<address> <namespace> <queue> <world> <runs>`. */
const [address = '', namespace = '', taskQueue = '', world = '', cachedRuns = ''] = process.argv.slice(2);
const workers = await startWorkers({
  config: bundledConfig({ world }),
  connection: { address },
  namespace,
  taskQueues: [taskQueue],
  cachedRuns: Number(cachedRuns),
  log: createLog({ level: 'error' }),
  drainMs: 1_000,
});
process.once('SIGTERM', () => void workers.stop());
process.on('SIGUSR2', () => process.stdout.write(`${workers.keptRuns()}\n`));
process.stdout.write('polling\n');
await workers.done;
