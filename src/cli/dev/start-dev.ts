import { closeSync } from 'node:fs';
import { join } from 'node:path';
import type { ConnectionTarget } from '../../client/connection/connection-target.ts';
import { setupNamespace } from '../../client/connection/setup-namespace.ts';
import { defaultTaskQueue } from '../../contracts/names.ts';
import { given } from '../../core/values/given.ts';
import { checkProviderVariables } from '../../models/provider-variables.ts';
import { openPayloads } from '../../payloads/open-payloads.ts';
import type { DevRecord } from '../../reports/dev.ts';
import { shippedScript } from '../../scripted-provider/shipped-cases.ts';
import { startScriptedProvider } from '../../scripted-provider/start-scripted-provider.ts';
import { openPrivateLog } from '../../server/process/private-files.ts';
import { tendLogs } from '../../server/process/tend-logs.ts';
import { connectionEnv } from './connection-env.ts';
import { readFreePorts, takeDevHome, writePorts } from './dev-home.ts';
import { startDevWorkers, type WorkerSupervisor } from './dev-workers.ts';
import { hasProviderKey, providerEnv, toUseARealModel, withoutProviderKeys } from './provider-env.ts';
import { openSampleWorld } from './sample-world.ts';
import { type ServerInUse, serverFor } from './server-in-use.ts';
import type { StartDevOptions } from './start-dev-options.ts';
import { removeDevRecord, writeDevRecord } from './write-dev-record.ts';

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
export async function startDev(asked: StartDevOptions): Promise<StartedDev> {
  const options = asked.script === undefined ? asked : { ...asked, alwaysScripted: true };
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
      ? await startScriptedProvider({
          script: options.script ?? shippedScript(toUseARealModel),
          ...port(ports.provider),
        })
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
        args: options.config === undefined ? [] : ['--config', options.config],
        connection: server.connection,
        namespace: server.namespace,
        openPayloads: () => openPayloads(options.dataConverter),
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
      ...given({ config: options.config, providerUrl: provider?.url }),
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
