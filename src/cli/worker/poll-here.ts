import { given } from '../../core/values/given.ts';
import type { WorkerRecord } from '../../reports/worker.ts';
import { worldLabel } from '../../samples/retail/world/world-label.ts';
import type { RunningWorkers } from '../../workers/start-workers-options.ts';
import type { SupervisorChannel } from '../../workers/supervisor/supervisor-channel.ts';
import type { StaleApprovals } from '../../workers/supervisor/worker-message.ts';
import type { CliContext } from '../command.ts';
import { openWorkerHealth } from '../operate/worker-health.ts';
import { describeStaleApprovals } from '../render/stale-approvals.ts';
import type { WorkerFlags } from './worker-flags.ts';

/**
 * Poll in this process until it is told to drain: by a signal, or by its supervisor.
 *
 * With a supervisor it waits for the word before it polls, tells what it does, and drains when the supervisor is gone.
 */
export async function pollHere(
  context: CliContext,
  flags: WorkerFlags,
  supervisor?: SupervisorChannel,
): Promise<void> {
  const [
    { prepareWorkers },
    { createLog },
    { surviveStrayErrors },
    { watchEventLoop },
    { workerSurroundings },
    { openTemporal },
    { fromTemporalError, grpcStatus },
    { checkProviderVariables },
    { findStaleApprovals },
  ] = await Promise.all([
    import('../../workers/run-workers.ts'),
    import('../../workers/log.ts'),
    import('../../workers/stray-errors.ts'),
    import('../../workers/loop-watch.ts'),
    import('../dev/worker-surroundings.ts'),
    import('../../client/connection/open-temporal.ts'),
    import('../../client/errors/from-temporal-error.ts'),
    import('../../models/provider-variables.ts'),
    import('./find-stale-approvals.ts'),
  ]);
  const { env, world, providerUrl } = workerSurroundings({
    env: context.env,
    dev: context.runningDev(),
    ...given({ world: flags.world }),
  });
  // Told before the server is asked: a wrong variable is found without one.
  checkProviderVariables(env);
  const logFile = flags.logFile === undefined ? {} : { file: flags.logFile };
  const log = createLog({ env, ...logFile });
  const { config } = await context.loadConfig(world === undefined ? {} : { world });
  const interrupted = context.interrupted();
  surviveStrayErrors(log);
  watchEventLoop({ level: log.level, ...logFile });
  const connection = await context.connection();
  const started: { workers?: RunningWorkers } = {};
  // A supervisor answers for its workers.
  await using health = supervisor ? undefined : await openWorkerHealth(flags, () => started.workers);
  // Tells more than the worker's own connection does about a certificate that is not trusted.
  await (await openTemporal(connection)).close();
  const prepared = await prepareWorkers({
    config,
    env,
    log,
    connection: connection.options,
    namespace: connection.namespace,
    drainMs: flags.drain,
    supervisor,
    ...(flags.queues && { taskQueues: flags.queues.flatMap((names) => names.split(',')).filter(Boolean) }),
    ...given({ concurrentActivities: flags.concurrency, concurrentSteps: flags.slots }),
  }).catch((error: unknown) => {
    throw grpcStatus(error) === undefined ? error : fromTemporalError(error, connection);
  });
  const told = supervisor ? AbortSignal.any([interrupted, supervisor.drain]) : interrupted;
  if (supervisor) {
    await supervisor.tell({
      kind: 'ready',
      memoryBytes: process.memoryUsage.rss(),
      ...(config.dataConverter && { ownPayloads: true }),
    });
    await Promise.race([supervisor.poll, whenAborted(told)]);
    if (told.aborted) return;
  }
  const running = prepared.start();
  started.workers = running;
  const record: WorkerRecord = {
    schema: 'holdfast.worker/v1',
    pid: running.pid,
    ...given({ supervisorPid: supervisor?.supervisorPid }),
    address: running.address,
    namespace: running.namespace,
    taskQueue: running.taskQueues[0] ?? '',
    taskQueues: running.taskQueues,
    agents: [...config.agents.keys()].sort(),
    ...(world !== undefined && { world: worldLabel(world) }),
    ...given({ providerUrl, healthUrl: health?.url }),
  };
  if (supervisor) await supervisor.tell({ kind: 'polling', record, identity: prepared.identity });
  else tellPolling(context, record);
  // Nobody waits for it, and a server that is slow or gone leaves it out.
  void findStaleApprovals(connection, config, running.taskQueues).then((stale) => {
    if (!stale || told.aborted) return;
    if (supervisor) void supervisor.tell({ kind: 'stale-approvals', ...stale });
    else tellStaleApprovals(context, stale);
  });

  await Promise.race([running.done, whenAborted(told)]);
  if (told.aborted) {
    log.info({ why: supervisor?.drain.aborted ? 'supervisor' : String(interrupted.reason) }, 'draining');
    endAtSignal(log, interrupted.aborted ? 1 : 2);
    await running.stop();
  }
  await running.done;
}

/** Say on the command line that a worker polls. */
export function tellPolling(context: CliContext, record: WorkerRecord): void {
  if (context.format !== 'text') return context.printJson(record);
  const { pid, taskQueues, address, agents } = record;
  context.narrate(
    `Worker ${pid} polls ${taskQueues.join(', ')} at ${address}. Agents: ${agents.join(', ')}.`,
  );
}

/** Say on the command line which open approvals this build makes void: as narration, whatever the format. */
export function tellStaleApprovals(context: CliContext, stale: StaleApprovals): void {
  for (const line of describeStaleApprovals(stale, context.width)) context.narrate(line);
}

export function whenAborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener('abort', () => resolve(), { once: true });
  });
}

/** End at the `nth` signal from here on: a worker that drains without a signal is sent one by whoever cleans up behind its supervisor. */
function endAtSignal(log: { warn(message: string): void }, nth: number): void {
  let left = nth;
  const onSignal = (): void => {
    if (--left > 0) return;
    log.warn('ended before the running calls did');
    process.exit(130);
  };
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, onSignal);
}
