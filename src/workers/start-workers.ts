import { hostname } from 'node:os';
import { Connection } from '@temporalio/client';
import { NativeConnection, type NativeConnectionOptions, Worker } from '@temporalio/worker';
import type { Logger } from 'pino';
import { createActivities } from '../activities/create-activities.ts';
import type { HoldfastConfig } from '../agents/define-config.ts';
import { defaultTaskQueue } from '../contracts/names.ts';
import { checkNamespace } from './check-namespace.ts';
import { createLog } from './log.ts';
import { routeTemporalLogs } from './temporal-runtime.ts';
import { createWindowQuery } from './window-query.ts';
import { WorkerStartError } from './worker-start-error.ts';
import { loadWorkflowBundle } from './workflow-bundle.ts';

export interface StartWorkersOptions {
  readonly config: HoldfastConfig;
  /** Where the server is, as the SDK takes it: `{ address, tls?, apiKey?, metadata? }`. */
  readonly connection: Pick<NativeConnectionOptions, 'address' | 'tls' | 'apiKey' | 'metadata'>;
  /** Default: `default`. */
  readonly namespace?: string;
  /** Default: `['holdfast']`. Each gets a worker for workflows and activities in this process. */
  readonly taskQueues?: readonly string[];
  /** Where keys and base URLs of the model providers are read from. Default: the process's environment. */
  readonly env?: NodeJS.ProcessEnv;
  readonly log?: Logger;
  /** What the Temporal UI calls this worker. Default: `<pid>@<host>`. */
  readonly identity?: string;
  /** Runs kept in memory between their steps; one that is not is replayed from its history. 0 keeps none. Default: 500. */
  readonly cachedRuns?: number;
  /** Model and tool calls at a time. Default: 100. */
  readonly concurrentActivities?: number;
  /** How long `stop` lets running activities go on before it cancels them. Default: 20 seconds. */
  readonly drainMs?: number;
}

export interface RunningWorkers {
  readonly pid: number;
  readonly address: string;
  readonly namespace: string;
  readonly taskQueues: readonly string[];
  /** Take no new work, finish what runs, disconnect. The same promise for every call. */
  stop(): Promise<void>;
  /** Settles when polling has ended; rejects when it ended by itself with an error. */
  readonly done: Promise<void>;
}

/** A killed worker's runs wait this long for it before another worker may take them. */
const stickyTimeoutMs = 1_000;
/** Heartbeats are sent at least so often, so that heartbeat timeouts of a few seconds are safe. */
const heartbeatThrottleMs = 1_000;
const connectTimeoutMs = 5_000;

/**
 * Start polling: agent runs and their model and tool calls, in this process.
 *
 * Resolves when the workers poll. Neither installs signal handlers nor ends the process.
 *
 * @throws WorkerStartError when the server does not answer, or the namespace or its search attributes are missing.
 */
export async function startWorkers(options: StartWorkersOptions): Promise<RunningWorkers> {
  const { config, namespace = 'default', env = process.env } = options;
  const taskQueues = options.taskQueues?.length ? options.taskQueues : [defaultTaskQueue];
  const address = options.connection.address ?? 'localhost:7233';
  const log = options.log ?? createLog({ env });
  const logger = routeTemporalLogs(log);

  const bundling = loadWorkflowBundle({ env, logger });
  // It is awaited below; until then a failure must not count as unhandled.
  bundling.catch(() => {});
  const client = await connect(address, () =>
    Connection.connect({ ...options.connection, address, connectTimeout: connectTimeoutMs }),
  );
  let native: NativeConnection | undefined;
  const disconnect = async () => {
    await native?.close();
    await client.close();
  };
  try {
    await checkNamespace(client, namespace, address);
    native = await connect(address, () => NativeConnection.connect({ ...options.connection, address }));
    const bundle = await bundling;
    const activities = createActivities({
      config,
      env,
      log,
      queryWindow: createWindowQuery(client, namespace),
    });
    const workers = await Promise.all(
      taskQueues.map((taskQueue) =>
        Worker.create({
          connection: native as NativeConnection,
          namespace,
          taskQueue,
          identity: options.identity ?? `${process.pid}@${hostname()}`,
          workflowBundle: { codePath: bundle.codePath },
          activities,
          stickyQueueScheduleToStartTimeout: stickyTimeoutMs,
          maxHeartbeatThrottleInterval: heartbeatThrottleMs,
          defaultHeartbeatThrottleInterval: heartbeatThrottleMs,
          maxCachedWorkflows: options.cachedRuns ?? 500,
          maxConcurrentActivityTaskExecutions: options.concurrentActivities ?? 100,
          shutdownGraceTime: options.drainMs ?? 20_000,
        }),
      ),
    );
    return supervise(workers, { address, namespace, taskQueues, disconnect, log });
  } catch (error) {
    await disconnect();
    throw error;
  }
}

function supervise(
  workers: readonly Worker[],
  about: {
    address: string;
    namespace: string;
    taskQueues: readonly string[];
    disconnect: () => Promise<void>;
    log: Logger;
  },
): RunningWorkers {
  const { disconnect, log, ...where } = about;
  const shutdown = () => {
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
    for (const end of ends) if (end.status === 'rejected') throw end.reason;
  })();
  done.catch((error: unknown) => log.error({ err: error }, 'the worker ended with an error'));
  log.info(where, 'polling');
  return {
    pid: process.pid,
    ...where,
    done,
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
      next: 'Start one with `holdfast dev`, or name another with --address or TEMPORAL_ADDRESS.',
      cause: error,
    });
  }
}
