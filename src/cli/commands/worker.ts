import { InvalidArgumentError } from 'commander';
import { worldLabel } from '../../samples/retail/world/world-label.ts';
import type { RunningWorkers } from '../../workers/start-workers.ts';
import type { CliContext, CommandModule } from '../command.ts';
import type { WorkerLine } from '../dev/worker-line.ts';
import { openWorkerHealth } from '../operate/worker-health.ts';

interface WorkerFlags {
  readonly queues?: string[];
  readonly world?: string;
  readonly logFile?: string;
  readonly concurrency?: number;
  readonly slots?: number;
  readonly healthPort?: number;
  readonly healthHost: string;
}

/** `holdfast worker`: poll until SIGTERM or Ctrl-C, then drain; a second signal ends at once. */
export const workerCommand: CommandModule = {
  register(program, context) {
    program
      .command('worker')
      .description(
        'Poll a Temporal server for the model and tool calls of agent runs. SIGTERM or Ctrl-C drains: running ' +
          'calls end, no new ones begin; a second signal ends at once. World and scripted provider are those of a ' +
          'running `holdfast dev`, unless told otherwise.',
      )
      .option('--queues <names...>', 'task queues to poll (default: those of the configuration, holdfast)')
      .option('--world <location>', 'database of the sample shop: sqlite:PATH or postgres://…')
      .option('--log-file <file>', 'write the log, JSON lines, there instead of to stderr')
      .option('--concurrency <n>', 'model and tool calls at a time (default: 100)', wholeNumber)
      .option('--slots <n>', 'runs that take a step at a time, from 2 (default: 4)', slotCount)
      .option('--health-port <n>', 'answer GET /healthz and /readyz there (0: a free port)', portNumber)
      .option('--health-host <address>', 'address to answer on', '127.0.0.1')
      .action((flags: WorkerFlags) => runWorker(context, flags));
  },
};

async function runWorker(context: CliContext, flags: WorkerFlags): Promise<void> {
  const [
    { startWorkers },
    { createLog },
    { workerSurroundings },
    { openTemporal },
    { fromTemporalError, grpcStatus },
  ] = await Promise.all([
    import('../../workers/start-workers.ts'),
    import('../../workers/log.ts'),
    import('../dev/worker-surroundings.ts'),
    import('../../client/connection/open-temporal.ts'),
    import('../../client/errors/from-temporal-error.ts'),
  ]);
  const interrupted = context.interrupted();
  const { env, world, providerUrl } = workerSurroundings({
    env: context.env,
    dev: context.runningDev(),
    ...(flags.world !== undefined && { world: flags.world }),
  });
  const { config } = await context.loadConfig(world === undefined ? {} : { world });
  const connection = await context.connection();
  const log = createLog({ env, ...(flags.logFile !== undefined && { file: flags.logFile }) });
  const started: { workers?: RunningWorkers } = {};
  await using health = await openWorkerHealth(flags, () => started.workers);
  // Tells more than the worker's own connection does about a certificate that is not trusted.
  await (await openTemporal(connection)).close();
  const running = await startWorkers({
    config,
    env,
    log,
    connection: connection.options,
    namespace: connection.namespace,
    ...(flags.queues && { taskQueues: flags.queues.flatMap((names) => names.split(',')).filter(Boolean) }),
    ...(flags.concurrency !== undefined && { concurrentActivities: flags.concurrency }),
    ...(flags.slots !== undefined && { concurrentSteps: flags.slots }),
  }).catch((error: unknown) => {
    throw grpcStatus(error) === undefined ? error : fromTemporalError(error, connection);
  });
  started.workers = running;
  const line: WorkerLine = {
    schema: 'holdfast.worker/v1',
    pid: running.pid,
    address: running.address,
    namespace: running.namespace,
    taskQueue: running.taskQueues[0] ?? '',
    taskQueues: running.taskQueues,
    agents: [...config.agents.keys()].sort(),
    ...(world !== undefined && { world: worldLabel(world) }),
    ...(providerUrl !== undefined && { providerUrl }),
    ...(health && { healthUrl: health.url }),
  };
  if (context.format === 'text') {
    context.narrate(
      `Worker ${line.pid} polls ${line.taskQueues.join(', ')} at ${line.address}. Agents: ${line.agents.join(', ')}.`,
    );
  } else context.printJson(line);

  const drain = () => {
    log.info({ signal: String(interrupted.reason) }, 'draining; a second signal ends this process at once');
    endAtNextSignal(log);
    void running.stop();
  };
  if (interrupted.aborted) drain();
  else interrupted.addEventListener('abort', drain, { once: true });
  await running.done;
}

function endAtNextSignal(log: { warn(message: string): void }): void {
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.once(signal, () => {
      log.warn('ended before the running calls did');
      process.exit(130);
    });
  }
}

function portNumber(text: string): number {
  if (!/^\d{1,5}$/.test(text) || Number(text) > 65_535)
    throw new InvalidArgumentError('It must be a port, 0 to 65535.');
  return Number(text);
}

function slotCount(text: string): number {
  const value = wholeNumber(text);
  if (value < 2) throw new InvalidArgumentError('It must be a whole number of 2 or more.');
  return value;
}

function wholeNumber(text: string): number {
  const value = Number(text);
  if (!Number.isSafeInteger(value) || value < 1)
    throw new InvalidArgumentError('It must be a whole number of 1 or more.');
  return value;
}
