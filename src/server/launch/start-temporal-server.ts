import { join, resolve } from 'node:path';
import { readTemporalBuildRecipe } from '../build/temporal-build-recipe.ts';
import { howToGetTemporal, temporalSources } from '../build/temporal-sources.ts';
import { findTemporal, type TemporalBinary } from '../find/find-temporal.ts';
import { writePrivateFile } from '../process/private-files.ts';
import { logTail, type ServerProcess, startServerProcess } from '../process/server-process.ts';
import type { DynamicConfigChanges } from './dynamic-config.ts';
import { takeEmbeddedHome } from './embedded-home.ts';
import { forgetMembers } from './forget-members.ts';
import { planLaunch } from './launch-plan.ts';
import { type PostgresStore, readPostgresStore } from './postgres-store.ts';
import { prepareTemporalSchema } from './prepare-temporal-schema.ts';
import { chooseServerPorts } from './server-ports.ts';
import type { OnTemporalProgress } from './temporal-progress.ts';
import { TemporalServerError } from './temporal-server-error.ts';
import { answersHttp, answersTemporal, waitUntilServing } from './wait-until-serving.ts';

export interface TemporalServerOptions {
  /** Directory for state, configuration and logs; created when absent. */
  readonly home: string;
  /** What the UI opens on; `default` unless told. A stock server does not have it until somebody registers it. */
  readonly namespace?: string;
  readonly ui?: boolean;
  readonly ports?: { readonly frontend?: number; readonly ui?: number };
  readonly onProgress?: OnTemporalProgress | undefined;
  readonly signal?: AbortSignal | undefined;
  /** Which server to start, where it is known already. */
  readonly binary?: TemporalBinary;
  /** Dynamic configuration beside Holdfast's own, or in its place. */
  readonly dynamicConfig?: DynamicConfigChanges;
  /**
   * Keep the state in PostgreSQL, `postgres://USER:PASSWORD@HOST:PORT/DATABASE`, instead of a file: in that database and
   * one beside it called `DATABASE_visibility`, both made and migrated as needed. Takes a server built from Go modules.
   */
  readonly database?: { readonly postgres: string };
}

export interface TemporalServer {
  readonly address: string;
  readonly uiUrl?: string;
  readonly namespace: string;
  readonly pid: number;
  readonly logFile: string;
  /** Settles when the server has ended, by `stop` or by itself, with how: `code 1` or `signal SIGKILL`. */
  readonly exited: Promise<string>;
  stop(): Promise<void>;
  /** Let this process come to its end while server and UI run; they end with it. */
  unref(): void;
}

const deadlineMs = 30_000;
const attempts = 3;

/**
 * Find or build a Temporal server, start it on 127.0.0.1, and wait until it serves.
 *
 * Ports are free ones unless told. State in `home` survives stop and start, also under other ports. Server and UI end
 * with this process, however it ends.
 *
 * @throws TemporalServerError when there is no server to start, when another one runs on `home`, or when it does not
 * come up (with the end of its log); nothing is left running then. The signal's reason when that is aborted.
 */
export async function startTemporalServer(options: TemporalServerOptions): Promise<TemporalServer> {
  const home = await takeEmbeddedHome(resolve(options.home));
  try {
    const binary = options.binary ?? (await findBinary(options));
    const postgres = await preparePostgres(binary, options);
    options.onProgress?.({ phase: 'start', binary: binary.path, version: binary.serverVersion });
    const { server, ui, ...addresses } = await launch(binary, { ...options, postgres });
    home.recordServer(server.pid);
    const exited = server.exited.then(async (how) => {
      await ui?.stop();
      home.release();
      return how;
    });
    return {
      ...addresses,
      pid: server.pid,
      logFile: server.logFile,
      exited,
      unref() {
        server.unref();
        ui?.unref();
      },
      async stop() {
        await ui?.stop();
        await server.stop();
        await exited;
      },
    };
  } catch (error) {
    home.release();
    throw error;
  }
}

function findBinary({ onProgress, signal, database }: TemporalServerOptions): Promise<TemporalBinary> {
  const recipe = readTemporalBuildRecipe();
  const sources = temporalSources({ recipe, env: process.env, onProgress, signal });
  // The CLI's dev server knows SQLite alone.
  const able = database === undefined ? sources : sources.filter((source) => source.kind === 'stock');
  return findTemporal(able, howToGetTemporal(recipe));
}

async function preparePostgres(
  binary: TemporalBinary,
  { database, signal }: TemporalServerOptions,
): Promise<PostgresStore | undefined> {
  if (database === undefined) return undefined;
  const store = readPostgresStore(database.postgres);
  if (binary.kind === 'cli') {
    throw new TemporalServerError(`${binary.path} keeps its state in SQLite, not in PostgreSQL.`, {
      advice: 'Leave the server to be found: one built from Go modules is taken.',
    });
  }
  await prepareTemporalSchema(binary.sqlToolPath, store, signal);
  return store;
}

type LaunchOptions = TemporalServerOptions & { readonly postgres: PostgresStore | undefined };

interface Launched {
  server: ServerProcess;
  ui: ServerProcess | undefined;
  address: string;
  uiUrl?: string;
  namespace: string;
}

async function launch(binary: TemporalBinary, options: LaunchOptions): Promise<Launched> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await launchOnce(binary, options);
    } catch (error) {
      // Between choosing a port and using it, somebody else may.
      const portTaken = error instanceof TemporalServerError && /address already in use/.test(error.message);
      if (!portTaken || attempt === attempts || options.ports !== undefined) throw error;
    }
  }
}

async function launchOnce(binary: TemporalBinary, options: LaunchOptions): Promise<Launched> {
  const { signal, namespace = 'default' } = options;
  const home = resolve(options.home);
  const ports = await chooseServerPorts(options.ports);
  const plan = planLaunch(binary, {
    home,
    namespace,
    ports,
    ui: options.ui ?? false,
    dynamicConfig: options.dynamicConfig,
    postgres: options.postgres,
  });
  // A configuration may hold the database's password.
  for (const [file, text] of Object.entries(plan.files)) writePrivateFile(file, text);

  if (plan.databaseFile !== undefined) forgetMembers(plan.databaseFile);
  const started: ServerProcess[] = [];
  const start = async (name: string, command: string, args: readonly string[]) => {
    const program = await startServerProcess(command, args, {
      logFile: join(home, `${name}.log`),
      cwd: home,
      // The garbage collector runs less often: a tenth less CPU for memory that the limit bounds.
      env: { ...process.env, GOGC: '800', GOMEMLIMIT: '1GiB' },
    });
    started.push(program);
    return program;
  };
  const serving = async (program: ServerProcess, name: string, probe: () => Promise<boolean>) => {
    const failure = await waitUntilServing(program, probe, { deadlineMs, signal });
    if (failure === undefined) return;
    throw new TemporalServerError(
      `The ${name} did not come up: ${failure}. The end of ${program.logFile}:\n${logTail(program.logFile)}`,
      { advice: `Read the log, mend what it names, and repeat the command. Its state is in ${home}.` },
    );
  };

  try {
    const address = `127.0.0.1:${ports.grpc.frontend}`;
    const server = await start('temporal-server', plan.server.command, plan.server.args);
    const ui = plan.ui && (await start('temporal-ui', plan.ui.command, plan.ui.args));
    await serving(server, 'Temporal server', () => answersTemporal(address));
    if (!options.ui) return { server, ui: undefined, address, namespace };
    const uiUrl = `http://127.0.0.1:${ports.ui}`;
    await serving(ui ?? server, 'Temporal UI', () => answersHttp(uiUrl));
    return { server, ui, address, uiUrl, namespace };
  } catch (error) {
    await Promise.all(started.map((program) => program.stop()));
    throw error;
  }
}
