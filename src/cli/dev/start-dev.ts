import { closeSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { ConnectionTarget } from '../../client/connection/connection-target.ts';
import { setupNamespace } from '../../client/connection/setup-namespace.ts';
import { defaultTaskQueue } from '../../contracts/names.ts';
import { checkProviderVariables } from '../../models/provider-variables.ts';
import type { DevRecord } from '../../reports/dev.ts';
import { shippedScript } from '../../scripted-provider/shipped-cases.ts';
import { startScriptedProvider } from '../../scripted-provider/start-scripted-provider.ts';
import { startTemporalServer } from '../../server/launch/start-temporal-server.ts';
import type { TemporalProgress } from '../../server/launch/temporal-progress.ts';
import { openPrivateLog } from '../../server/process/private-files.ts';
import { type LowDisk, tendLogs } from '../../server/process/tend-logs.ts';
import { CliError } from '../errors/cli-error.ts';
import { connectionEnv } from './connection-env.ts';
import { readFreePorts, takeDevHome, writePorts } from './dev-home.ts';
import { type SupervisorEvent, startDevWorkers, type WorkerSupervisor } from './dev-workers.ts';
import { hasProviderKey, providerEnv, toUseARealModel, withoutProviderKeys } from './provider-env.ts';
import { openSampleWorld } from './sample-world.ts';
import { removeDevRecord, writeDevRecord } from './write-dev-record.ts';

export interface StartDevOptions {
  readonly home: string;
  readonly cwd: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** A server to use instead of starting one. */
  readonly given?: ConnectionTarget;
  readonly namespace?: string;
  /** Worker processes; 0 leaves them to the caller. */
  readonly workers: number;
  /** Whether a further process stands by to take the place of a worker that dies. Default: yes. */
  readonly standby?: boolean;
  /** Environment for the workers alone, beside `env`. */
  readonly workerEnv?: Readonly<Record<string, string>>;
  /** Flags for each `holdfast worker`, beside those that say where things are. */
  readonly workerArgs?: readonly string[];
  /** What a home without a world starts with; the shipped sample unless told. */
  readonly world?: string;
  /** Of the runs, as the workers' configuration says. Default: `holdfast`. */
  readonly taskQueue?: string;
  /** Play the scripted provider even where a key is set. */
  readonly alwaysScripted?: boolean;
  /** Called once this process alone has the home, before anything starts. */
  readonly onHomeTaken?: () => void;
  readonly onEvent?: (event: DevEvent) => void;
  readonly signal?: AbortSignal;
}

export type DevEvent =
  | { readonly kind: 'server'; readonly progress: TemporalProgress }
  | { readonly kind: 'server-ready'; readonly address: string; readonly uiUrl: string; readonly own: boolean }
  | { readonly kind: 'provider-ready'; readonly url: string }
  | ({ readonly kind: 'disk-low' } & LowDisk)
  | SupervisorEvent;

export interface StartedDev {
  readonly info: DevRecord;
  readonly connection: ConnectionTarget['options'];
  readonly workerLogFile: string;
  /** Pids of this dev's worker processes. */
  workerPids(): number[];
  /** Settles, with how, when the server of this dev ends without having been told to. */
  readonly serverLost: Promise<string>;
  /** Drain the workers, stop everything, leave the state. The same promise for every call. */
  stop(): Promise<void>;
}

/** For workers to drain in, before they are ended. */
const drainMs = 10_000;

/**
 * Bring up what a developer needs below this process: server and UI, namespace, sample world, scripted provider
 * (without a key), workers; then say so in `dev.json`.
 *
 * @throws CliError `dev_running` when one runs in this home. Whatever fails, nothing that was started stays.
 */
export async function startDev(options: StartDevOptions): Promise<StartedDev> {
  const { home, env, onEvent, signal } = options;
  if (!options.alwaysScripted) checkProviderVariables(env);
  const undo: (() => unknown)[] = [];
  let stopping: Promise<void> | undefined;
  const stop = () => {
    stopping ??= (async () => {
      for (const step of undo.splice(0).reverse()) await step();
    })();
    return stopping;
  };
  try {
    const { release } = await takeDevHome(home);
    undo.push(release);
    options.onHomeTaken?.();
    const ports = await readFreePorts(home);
    signal?.throwIfAborted();

    const server = await serverFor(options, ports);
    undo.push(server.stop);
    onEvent?.({
      kind: 'server-ready',
      address: server.address,
      uiUrl: server.uiUrl,
      own: options.given === undefined,
    });
    await setupNamespace(server.connection, server.namespace);
    signal?.throwIfAborted();

    const scripted = options.alwaysScripted || !hasProviderKey(env);
    const provider = scripted
      ? await startScriptedProvider({ script: shippedScript(toUseARealModel), ...port(ports.provider) })
      : undefined;
    if (provider) {
      undo.push(() => provider.stop());
      onEvent?.({ kind: 'provider-ready', url: provider.url });
    }
    const world = await openSampleWorld(home, options.cwd, options.world);
    signal?.throwIfAborted();

    const workerLogFile = join(home, 'worker.log');
    closeSync(openPrivateLog(workerLogFile));
    undo.push(
      tendLogs({
        files: [workerLogFile, ...server.logFiles],
        folder: home,
        onDiskLow: (disk) => onEvent?.({ kind: 'disk-low', ...disk }),
      }),
    );
    let workers: WorkerSupervisor | undefined;
    if (options.workers > 0) {
      workers = await startDevWorkers({
        count: options.workers,
        standby: options.standby ?? true,
        cwd: options.cwd,
        logFile: workerLogFile,
        env: {
          ...workerEnvironment(options, server, provider?.url),
          HOLDFAST_HOME: home,
          HOLDFAST_WORLD: world,
          NODE_OPTIONS: '',
          ...options.workerEnv,
        },
        args: options.workerArgs ?? [],
        connection: server.connection,
        namespace: server.namespace,
        onEvent,
        signal,
      });
      undo.push(() => workers?.stop(drainMs));
    }
    signal?.throwIfAborted();

    const info: DevRecord = {
      schema: 'holdfast.dev/v1',
      pid: process.pid,
      address: server.address,
      namespace: server.namespace,
      uiUrl: server.uiUrl,
      taskQueue: options.taskQueue ?? defaultTaskQueue,
      ...(provider && { providerUrl: provider.url }),
      world,
      startedAt: new Date().toISOString(),
    };
    writeDevRecord(home, info);
    undo.push(() => removeDevRecord(home, process.pid));
    writePorts(home, {
      ...ports,
      ...(options.given === undefined && { frontend: portOf(server.address), ui: portOf(server.uiUrl) }),
      ...(provider && { provider: portOf(provider.url) }),
    });
    return {
      info,
      connection: server.connection,
      workerLogFile,
      workerPids: () => workers?.pids() ?? [],
      serverLost: server.exited.then((how) => (stopping ? new Promise<never>(() => {}) : how)),
      stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }
}

interface ServerInUse {
  readonly address: string;
  readonly uiUrl: string;
  readonly namespace: string;
  readonly connection: ConnectionTarget['options'];
  readonly exited: Promise<string>;
  /** Of programs that this process started. */
  readonly logFiles: readonly string[];
  stop(): Promise<void>;
}

async function serverFor(
  options: StartDevOptions,
  ports: { frontend?: number; ui?: number },
): Promise<ServerInUse> {
  const { given, onEvent, signal } = options;
  if (given) {
    const host = given.address.replace(/:\d+$/, '');
    return {
      address: given.address,
      // Where the development servers of Temporal have theirs.
      uiUrl: options.env['TEMPORAL_UI_URL'] || `http://${host}:8233`,
      namespace: given.namespace,
      connection: given.options,
      exited: new Promise(() => {}),
      logFiles: [],
      stop: async () => {},
    };
  }
  const server = await startTemporalServer({
    home: join(options.home, 'temporal'),
    ui: true,
    namespace: options.namespace ?? 'default',
    ...(Object.keys(ports).length > 0 && {
      ports: {
        ...(ports.frontend !== undefined && { frontend: ports.frontend }),
        ...(ports.ui !== undefined && { ui: ports.ui }),
      },
    }),
    onProgress: (progress) => onEvent?.({ kind: 'server', progress }),
    signal,
  });
  if (server.uiUrl === undefined) {
    await server.stop();
    throw new CliError({
      kind: 'unreachable',
      code: 'ui_not_started',
      message: 'The Temporal server came up without its UI.',
      next: [{ action: 'doctor' }],
    });
  }
  const { uiUrl, logFile } = server;
  const logFiles = [logFile, join(dirname(logFile), 'temporal-ui.log')];
  return { ...server, uiUrl, logFiles, connection: { address: server.address } };
}

function workerEnvironment(
  options: StartDevOptions,
  server: ServerInUse,
  providerUrl: string | undefined,
): NodeJS.ProcessEnv {
  const env = options.alwaysScripted ? withoutProviderKeys(options.env) : options.env;
  return connectionEnv(
    providerEnv(env, providerUrl),
    { namespace: server.namespace, options: server.connection },
    options.home,
  );
}

function port(wanted: number | undefined): { port?: number } {
  return wanted === undefined ? {} : { port: wanted };
}

function portOf(address: string): number {
  return Number(/:(\d+)\/?$/.exec(address)?.[1]);
}
