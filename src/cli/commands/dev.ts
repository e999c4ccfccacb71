import { join, resolve } from 'node:path';
import type { HoldfastConfig } from '../../config/define-config.ts';
import { given } from '../../core/values/given.ts';
import { worldLabel } from '../../samples/retail/world/world-label.ts';
import { isDiskLow } from '../../server/process/tend-logs.ts';
import type { CliContext, CommandModule } from '../command.ts';
import { CliError } from '../errors/cli-error.ts';
import { exitCodes } from '../errors/exit-codes.ts';
import { wholeNumber } from '../input/flag-values.ts';
import { endAtNextSignal } from '../terminal/signals.ts';

interface DevFlags {
  /** False with `--no-worker`. */
  readonly worker: boolean;
  readonly workers: number;
  readonly world?: string;
  readonly script?: string;
}

const workerCount = wholeNumber({ from: 1, to: 32, what: 'a whole number from 1 to 32' });

/** `holdfast dev`: everything a developer needs, below this process, until Ctrl-C. */
export const devCommand: CommandModule = {
  register(program, context) {
    program
      .command('dev')
      .description(
        'Start a Temporal server with its UI (unless an address was given), the workers, the sample shop and, without ' +
          'a model key, a scripted provider. Ctrl-C stops all of it; state stays in .holdfast/ (HOLDFAST_HOME). With ' +
          '--json, one holdfast.dev/v1 line once it is up.',
      )
      .option('--no-worker', 'leave the workers to you: a debugger, a crash test')
      .option('--workers <n>', 'worker processes', workerCount, 1)
      .option(
        '--world <file>',
        'what a home without a world starts with: a JSON file, sqlite:PATH or postgres://…',
      )
      .option(
        '--script <file>',
        'play this file in the place of every model, key or no key: JSON { "turns": [ … ] }, or a module that exports turns ' +
          'or (request) => turn by default',
      )
      .action((flags: DevFlags) => runDev(context, flags));
  },
};

async function runDev(context: CliContext, flags: DevFlags): Promise<void> {
  const [{ startDev }, { narrateDev }, { loadScript }] = await Promise.all([
    import('../dev/start-dev.ts'),
    import('../dev/narrate-dev.ts'),
    import('../dev/load-script.ts'),
  ]);
  const [connection, { path: configFile, config }] = await Promise.all([
    context.connection(),
    context.loadConfig(),
  ]);
  const script = flags.script === undefined ? undefined : await loadScript(flags.script, context.cwd);
  // From here on there is something to stop; a configuration that does not come to its end is ended by the signal itself.
  const interrupted = context.interrupted();
  interrupted.addEventListener('abort', () => endAtNextSignal(), { once: true });
  const narrator = narrateDev({
    write: (text) => context.stderr.write(text),
    isTty: context.stderr.isTTY === true,
    columns: context.stderr.columns,
    env: context.env,
    workerLog: join(context.home, 'worker.log'),
  });
  const dev = await startDev({
    home: context.home,
    cwd: context.cwd,
    env: context.env,
    ...(connection.source === 'given' ? { given: connection } : { namespace: connection.namespace }),
    workers: flags.worker ? flags.workers : 0,
    taskQueue: config.queues.prefix,
    dataConverter: config.dataConverter,
    ...(configFile !== undefined && { config: resolve(context.cwd, configFile) }),
    ...given({ world: flags.world, script }),
    onEvent: narrator.onEvent,
    signal: interrupted,
  }).catch((error: unknown) => {
    narrator.clearProgress();
    if (interrupted.aborted) return undefined;
    throw error;
  });
  if (dev === undefined) return context.end(exitCodes.interrupted);
  narrator.clearProgress();
  if (context.format === 'text') {
    if (!flags.worker) context.narrate('  Worker            none; start one with: npx holdfast worker');
    context.narrate(
      `\n  Look inside       ${dev.info.uiUrl}\n  Try it            ${tryIt(config, configFile)}`,
    );
    context.narrate(`  Stop              Ctrl-C (state stays in ${context.home})\n`);
  } else context.printJson({ ...dev.info, world: worldLabel(dev.info.world) });

  const end = await Promise.race([untilAborted(interrupted), dev.serverLost]);
  // A second signal does not wait for workers to drain, and no stop takes longer than this; the reaper ends what is left.
  endAtNextSignal();
  setTimeout(() => process.exit(exitCodes.interrupted), longestStopMs).unref();
  if (interrupted.aborted) context.narrate('  Stopping …');
  await dev.stop();
  if (interrupted.aborted) return;
  throw new CliError({
    kind: 'unreachable',
    code: 'server_lost',
    message: `The Temporal server ended by itself (${end}).`,
    ...(isDiskLow(context.home) && { why: `The disk that ${context.home} is on is full.` }),
    unchanged: `Its state stays in ${context.home}.`,
    next: [{ action: 'start-dev' }],
    advice: `Read the end of ${context.home}/temporal/temporal-server.log, then start it again.`,
  });
}

/** The samples have a chat that their scripted model plays; what somebody else's agent is for, nobody here knows. */
function tryIt(config: HoldfastConfig, configFile: string | undefined): string {
  if (configFile === undefined) return 'npx holdfast run retail --chat';
  const [agent = 'AGENT'] = config.agents.keys();
  return `npx holdfast run ${agent}`;
}

function untilAborted(signal: AbortSignal): Promise<string> {
  return new Promise((done) => {
    if (signal.aborted) done(String(signal.reason));
    else signal.addEventListener('abort', () => done(String(signal.reason)), { once: true });
  });
}

const longestStopMs = 30_000;
