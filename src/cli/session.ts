import { userInfo } from 'node:os';
import { holdfastHome } from '../client/connection/dev-record.ts';
import type { HoldfastClient } from '../client/holdfast-client.ts';
import type { CliContext, CliInput, CliOutput } from './command.ts';
import { readRunningDev } from './dev/running-dev.ts';
import type { GlobalFlags } from './input/global-options.ts';

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

const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** Make the context of one command line. `flags` is read late: parsing comes after the verbs are registered. */
export function openSession(
  environment: CliEnvironment,
  argv: readonly string[],
  flags: () => GlobalFlags,
): CliSession {
  const { stdin, stdout, stderr, env, cwd } = environment;
  const clients: Promise<HoldfastClient>[] = [];
  let exitCode = 0;
  let interruption: { readonly controller: AbortController; release(): void } | undefined;

  const context: CliContext = {
    stdin,
    stdout,
    stderr,
    env,
    cwd,
    argv,
    get isTty() {
      return stdin.isTTY === true && stdout.isTTY === true;
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
    runningDev: () => readRunningDev(context.home),
    connection: async () =>
      (await import('../client/connection/connection-target.ts')).findConnectionTarget(flags(), { env, cwd }),
    connect: () => {
      const client = connectClient(context);
      clients.push(client);
      return client;
    },
    loadConfig: async ({ world } = {}) =>
      (await import('./input/load-config.ts')).loadConfig({
        file: flags().config,
        cwd,
        world:
          world ??
          (env['HOLDFAST_WORLD'] || context.runningDev()?.world || `sqlite:${context.home}/world.sqlite`),
        onSlow: (path, waitedMs) =>
          context.narrate(`Still loading ${path}, after ${Math.round(waitedMs / 1_000)} s …`),
      }),
    interrupted: () => {
      interruption ??= catchSignals();
      return interruption.controller.signal;
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
  const [{ HoldfastClient }, connection] = await Promise.all([
    import('../client/holdfast-client.ts'),
    context.connection(),
  ]);
  return HoldfastClient.connect(connection);
}

function catchSignals() {
  const controller = new AbortController();
  const onSignal = (signal: NodeJS.Signals) => controller.abort(signal);
  for (const signal of signals) process.on(signal, onSignal);
  return {
    controller,
    release: () => {
      for (const signal of signals) process.off(signal, onSignal);
    },
  };
}

function loginName(env: Readonly<Record<string, string | undefined>>): string {
  try {
    return userInfo().username;
  } catch {
    // A container may run under a user id without a name.
    return env['USER'] || 'unknown';
  }
}
