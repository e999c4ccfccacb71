import { holdfastHome, readDevRecord } from '../client/connection/dev-record.ts';
import { loginName } from '../client/connection/login-name.ts';
import type { HoldfastClient } from '../client/holdfast-client.ts';
import type { CliContext, CliInput, CliOutput } from './command.ts';
import { readHeldWrite } from './demo/held-write-env.ts';
import type { GlobalFlags } from './input/global-options.ts';
import { type CaughtSignals, catchSignals } from './terminal/signals.ts';

/** What a command line runs in: the process, or a test's stand-in for it. */
export interface CliEnvironment {
  readonly stdin: CliInput;
  readonly stdout: CliOutput;
  readonly stderr: CliOutput;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly cwd: string;
}

export interface CliSession {
  readonly context: CliContext;
  exitCode(): number;
  /** Close connections and give the signals back. */
  close(): Promise<void>;
}

/**
 * What this process runs in. Standard output becomes the command line's own: what a configuration, or whatever it
 * imports, prints there goes to standard error from here on.
 */
export function processEnvironment(): CliEnvironment {
  const { stdin, stdout, stderr, env } = process;
  // A reader that has seen enough (`| head`) is no error of ours.
  for (const stream of [stdout, stderr]) stream.on('error', endOnBrokenPipe);
  const own = Object.create(stdout, { write: { value: stdout.write.bind(stdout) } }) as typeof stdout;
  stdout.write = stderr.write.bind(stderr) as typeof stdout.write;
  return { stdin, stdout: own, stderr, env, cwd: process.cwd() };
}

function endOnBrokenPipe(error: NodeJS.ErrnoException): void {
  if (error.code === 'EPIPE') process.exit();
  throw error;
}

/** Make the context of one command line. `flags` is read late: parsing comes after the verbs are registered. */
export function openSession(
  environment: CliEnvironment,
  argv: readonly string[],
  flags: () => GlobalFlags,
): CliSession {
  const { stdin, stdout, stderr, env, cwd } = environment;
  const clients: Promise<HoldfastClient>[] = [];
  let exitCode = 0;
  let interruption: CaughtSignals | undefined;

  const context: CliContext = {
    stdin,
    stdout,
    stderr,
    env,
    cwd,
    argv,
    get isAttended() {
      return stdin.isTTY === true && stdout.isTTY === true && context.format === 'text';
    },
    width: stdout.columns || 80,
    get format() {
      return flags().output ?? (flags().json ? 'json' : 'text');
    },
    get by() {
      return flags().by ?? loginName(env);
    },
    home: holdfastHome(env, cwd),
    printJson: (value) => void stdout.write(`${JSON.stringify(value)}\n`),
    print: (text) => void stdout.write(`${text}\n`),
    narrate: (text) => void stderr.write(`${text}\n`),
    end: (code) => {
      exitCode = code;
    },
    runningDev: () => readDevRecord(context.home),
    connection: async () =>
      (await import('../client/connection/connection-target.ts')).findConnectionTarget(flags(), { env, cwd }),
    dataConverter: async () => {
      const { configInUse } = await import('./input/config-file.ts');
      if (configInUse(flags().config, cwd, context.runningDev) === undefined) return undefined;
      return (await context.loadConfig()).config.dataConverter;
    },
    connect: () => {
      const client = connectClient(context);
      clients.push(client);
      return client;
    },
    loadConfig: async ({ world } = {}) =>
      (await import('./input/load-config.ts')).loadConfig({
        file: flags().config,
        cwd,
        runningDev: context.runningDev,
        hold: readHeldWrite(env),
        world:
          world ??
          (env['HOLDFAST_WORLD'] || context.runningDev()?.world || `sqlite:${context.home}/world.sqlite`),
        onSlow: (path, waitedMs) =>
          context.narrate(`Still loading ${path}, after ${Math.round(waitedMs / 1_000)} s …`),
        onExit: (path) =>
          context.narrate(
            `The configuration ${path} ended the process while it was loaded. Nothing was started. Take its process.exit out, then run the same command again.`,
          ),
      }),
    interrupted: () => {
      interruption ??= catchSignals();
      return interruption.signal;
    },
  };

  return {
    context,
    exitCode: () => exitCode,
    close: async () => {
      interruption?.release();
      for (const client of await Promise.allSettled(clients)) {
        if (client.status === 'fulfilled') await client.value.close();
      }
    },
  };
}

async function connectClient(context: CliContext): Promise<HoldfastClient> {
  const [{ HoldfastClient }, connection, dataConverter] = await Promise.all([
    import('../client/holdfast-client.ts'),
    context.connection(),
    context.dataConverter(),
  ]);
  return HoldfastClient.connect(connection, { dataConverter });
}
