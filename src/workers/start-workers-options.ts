import type { NativeConnectionOptions } from '@temporalio/worker';
import type { Logger } from 'pino';
import type { HoldfastConfig } from '../config/define-config.ts';
import type { WorkerStanding } from './health-server.ts';

export interface StartWorkersOptions {
  readonly config: HoldfastConfig;
  /** Where the server is, as the SDK takes it: `{ address, tls?, apiKey?, metadata? }`. */
  readonly connection: Pick<NativeConnectionOptions, 'address' | 'tls' | 'apiKey' | 'metadata'>;
  /** Default: `default`. */
  readonly namespace?: string;
  /**
   * Queues of runs; default: the configuration's prefix, `holdfast`. With each come the queues that the configuration
   * puts below it; one of those named here is polled alone.
   */
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
  /**
   * Runs that take a step at a time, from 2. Default: 4.
   *
   * Steps share one thread: more of them at a time do not go faster, and all of them have to be done in time. A run
   * holds its place while a `local` tool of it works.
   */
  readonly concurrentSteps?: number;
  /** How long `stop` lets running activities go on before it cancels them. Default: 20 seconds. */
  readonly drainMs?: number;
}

export interface RunningWorkers {
  readonly pid: number;
  readonly address: string;
  readonly namespace: string;
  readonly taskQueues: readonly string[];
  /** How this process stands, for whatever watches over it. */
  standing(): WorkerStanding;
  /** How many runs this process keeps in memory, its undos of closed ones among them. */
  keptRuns(): number;
  /** Whether the Temporal server answers within a second. */
  isServerAnswering(): Promise<boolean>;
  /** Take no new work, finish what runs, disconnect. The same promise for every call. */
  stop(): Promise<void>;
  /** Settles when polling has ended; rejects when it ended by itself with an error. */
  readonly done: Promise<void>;
}
