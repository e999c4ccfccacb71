import { hostname } from 'node:os';
import { Client, Connection } from '@temporalio/client';
import { type InjectedSinks, NativeConnection, type Worker } from '@temporalio/worker';
import type { Logger } from 'pino';
import { createActivities } from '../activities/create-activities.ts';
import { WatchedRuns } from '../activities/model/watched-runs.ts';
import type { WatchSinks } from '../contracts/streamed-text.ts';
import { given } from '../core/values/given.ts';
import { historyChannelArgs } from '../histories/history-channel.ts';
import { openPayloads } from '../payloads/open-payloads.ts';
import { agentWorker } from './agent-worker.ts';
import { checkNamespace } from './check-namespace.ts';
import { createDescribeWork } from './describe-work.ts';
import type { WorkerStanding } from './health-server.ts';
import { isAnswering } from './is-answering.ts';
import { createLog } from './log.ts';
import { type PolledQueue, planQueues } from './queue-plan.ts';
import { createReadFiles } from './read-files.ts';
import { createReadLeftBehind } from './read-left-behind.ts';
import { createReadPast } from './read-past.ts';
import type { RunningWorkers, StartWorkersOptions } from './start-workers-options.ts';
import type { SupervisorChannel } from './supervisor/supervisor-channel.ts';
import { tellActivities, tellSteps } from './supervisor/tell-work.ts';
import { routeTemporalLogs } from './temporal-runtime.ts';
import { createWindowQuery } from './window-query.ts';
import { workerDataConverter } from './worker-data-converter.ts';
import { WorkerStartError } from './worker-start-error.ts';
import { loadWorkflowBundle } from './workflow-bundle.ts';

/** A killed worker's runs wait this long for it before another worker may take them. */
const stickyTimeoutMs = 1_000;
/** A heartbeat waits at most so long to be sent, so that heartbeat timeouts of a few seconds are safe. */
const heartbeatThrottleMs = 500;
const connectTimeoutMs = 5_000;

/** Workers that have all they need and do not poll yet. */
export interface PreparedWorkers {
  readonly identity: string;
  start(): RunningWorkers;
}

export interface PrepareWorkersOptions extends StartWorkersOptions {
  /** Is told of each activity. */
  readonly supervisor?: Pick<SupervisorChannel, 'tell'> | undefined;
}

/** The work behind `startWorkers`; see there. */
export async function prepareWorkers(options: PrepareWorkersOptions): Promise<PreparedWorkers> {
  const { config, namespace = 'default', env = process.env } = options;
  const named = options.taskQueues?.length ? options.taskQueues : [config.queues.prefix];
  const plan = planQueues(config.queues, named);
  const address = options.connection.address ?? 'localhost:7233';
  const log = options.log ?? createLog({ env });
  const logger = routeTemporalLogs(log);

  // Refused before anything is asked or built.
  const payloads = await openPayloads(config.dataConverter);
  const payloadConverterPath = config.dataConverter?.payloadConverterPath;
  const client = await connect(address, () =>
    Connection.connect({
      ...options.connection,
      address,
      connectTimeout: connectTimeoutMs,
      channelArgs: historyChannelArgs,
    }),
  );
  let native: NativeConnection | undefined;
  const disconnect = async () => {
    await native?.close();
    await client.close();
  };
  try {
    await checkNamespace(client, namespace, address);
    native = await connect(address, () => NativeConnection.connect({ ...options.connection, address }));
    // Once connected: a bundler holds the event loop for longer than a connection is waited for.
    const bundle = await loadWorkflowBundle({ env, logger, payloadConverterPath });
    const watched = new WatchedRuns();
    const reader = new Client({ connection: client, namespace, dataConverter: payloads });
    const activities = createActivities({
      config,
      env,
      log,
      queryWindow: createWindowQuery(reader),
      leftBehind: createReadLeftBehind(reader),
      readFiles: createReadFiles(reader),
      pastOf: createReadPast(reader),
      describeWork: createDescribeWork(reader),
      watched,
    });
    const identity = options.identity ?? `${process.pid}@${hostname()}`;
    const AgentWorker = agentWorker(options.supervisor && tellSteps(options.supervisor));
    const create = (queue: PolledQueue) =>
      AgentWorker.create({
        connection: native as NativeConnection,
        namespace,
        identity,
        activities,
        dataConverter: workerDataConverter(payloads, payloadConverterPath, env),
        ...(options.supervisor && { interceptors: { activity: [tellActivities(options.supervisor)] } }),
        ...(queue.workflows
          ? { workflowBundle: { codePath: bundle.codePath }, sinks: watchSinks(watched) }
          : {}),
        ...limitsOf(queue, options),
        stickyQueueScheduleToStartTimeout: stickyTimeoutMs,
        maxHeartbeatThrottleInterval: heartbeatThrottleMs,
        defaultHeartbeatThrottleInterval: heartbeatThrottleMs,
        maxCachedWorkflows: options.cachedRuns ?? 500,
        ...(queue.workflows && { maxConcurrentWorkflowTaskExecutions: options.concurrentSteps ?? 4 }),
        shutdownGraceTime: options.drainMs ?? 20_000,
      });
    const workers = await Promise.all(plan.map(create));
    const taskQueues = plan.map(({ taskQueue }) => taskQueue);
    const about = { address, namespace, taskQueues, client, disconnect, log };
    return { identity, start: () => runTogether(workers, about) };
  } catch (error) {
    await disconnect();
    throw error;
  }
}

function watchSinks(watched: WatchedRuns): InjectedSinks<WatchSinks> {
  return { watchers: { watched: { fn: ({ workflowId }, forMs) => watched.watch(workflowId, forMs) } } };
}

/** The rate is kept by the server, over all workers. */
function limitsOf({ taskQueue, perSecond, concurrency }: PolledQueue, options: StartWorkersOptions) {
  return {
    taskQueue,
    maxConcurrentActivityTaskExecutions: concurrency ?? options.concurrentActivities ?? 100,
    ...given({ maxTaskQueueActivitiesPerSecond: perSecond }),
  };
}

function runTogether(
  workers: readonly Worker[],
  about: {
    address: string;
    namespace: string;
    taskQueues: readonly string[];
    client: Connection;
    disconnect: () => Promise<void>;
    log: Logger;
  },
): RunningWorkers {
  const { client, disconnect, log, ...where } = about;
  let standing: WorkerStanding = 'running';
  const shutdown = () => {
    if (standing === 'running') standing = 'draining';
    for (const worker of workers) if (worker.getState() === 'RUNNING') worker.shutdown();
  };
  const done = (async () => {
    const ends = await Promise.allSettled(
      workers.map((worker) =>
        worker.run().finally(
          // One that fails takes the others along: half a worker process hides its fault.
          shutdown,
        ),
      ),
    );
    await disconnect();
    const failed = ends.find((end) => end.status === 'rejected');
    standing = failed ? 'failed' : 'stopped';
    if (failed) throw failed.reason;
  })();
  done.catch((error: unknown) => log.error({ err: error }, 'the worker ended with an error'));
  log.info(where, 'polling');
  return {
    pid: process.pid,
    ...where,
    done,
    standing: () => standing,
    keptRuns: () => workers.reduce((sum, worker) => sum + worker.getStatus().numCachedWorkflows, 0),
    isServerAnswering: () => isAnswering(client),
    stop() {
      shutdown();
      return done;
    },
  };
}

async function connect<C>(address: string, open: () => Promise<C>): Promise<C> {
  try {
    return await open();
  } catch (error) {
    throw new WorkerStartError('server_unreachable', `No Temporal server answers at ${address}.`, {
      next: [{ action: 'start-dev' }, { action: 'set-connection', settings: ['address'] }],
      advice: 'Start one, or name another (TEMPORAL_ADDRESS).',
      cause: error,
    });
  }
}
