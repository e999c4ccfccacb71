import { InvalidArgumentError, Option } from 'commander';
import { parseDuration } from '../../core/values/duration.ts';
import type { CliContext, CommandModule } from '../command.ts';
import type { WorkerFlags } from '../worker/worker-flags.ts';

const defaultDrainMs = 20_000;

/** `holdfast worker`: poll until SIGTERM or Ctrl-C, then drain; a second signal ends at once. */
export const workerCommand: CommandModule = {
  register(program, context) {
    program
      .command('worker')
      .description(
        'Poll a Temporal server for the model and tool calls of agent runs, in a process of its own that is replaced ' +
          'when it dies. SIGTERM or Ctrl-C drains: running calls end, no new ones begin; a second signal ends at ' +
          'once. World and scripted provider are those of a running `holdfast dev`, unless told otherwise.',
      )
      .option('--queues <names...>', 'task queues to poll (default: those of the configuration, holdfast)')
      .option('--world <location>', 'database of the sample shop: sqlite:PATH or postgres://…')
      .option('--log-file <file>', 'write the log, JSON lines, there instead of to stderr')
      .option('--concurrency <n>', 'model and tool calls at a time (default: 100)', wholeNumber(1))
      .option('--slots <n>', 'runs that take a step at a time, from 2 (default: 4)', wholeNumber(2))
      .addOption(
        new Option('--drain <duration>', 'how long running calls may go on')
          .argParser(duration)
          .default(defaultDrainMs, '20s'),
      )
      .option('--no-standby', 'keep no second process loaded to take over: less memory, a slower takeover')
      .option(
        '--no-supervisor',
        'poll in this very process, for a debugger; calls that it dies in are found late',
      )
      .option('--health-port <n>', 'answer GET /healthz and /readyz there (0: a free port)', portNumber)
      .option('--health-host <address>', 'address to answer on', '127.0.0.1')
      .action((flags: WorkerFlags) => runWorker(context, flags));
  },
};

async function runWorker(context: CliContext, flags: WorkerFlags): Promise<void> {
  const { openSupervisorChannel } = await import('../../workers/supervisor/supervisor-channel.ts');
  const supervisor = openSupervisorChannel(context.env);
  if (supervisor)
    return (await import('../worker/poll-supervised.ts')).pollSupervised(context, flags, supervisor);
  if (!flags.supervisor) return (await import('../worker/poll-here.ts')).pollHere(context, flags);
  return (await import('../worker/supervise-here.ts')).superviseHere(context, flags);
}

function portNumber(text: string): number {
  if (!/^\d{1,5}$/.test(text) || Number(text) > 65_535)
    throw new InvalidArgumentError('It must be a port, 0 to 65535.');
  return Number(text);
}

function duration(text: string): number {
  try {
    return parseDuration(text);
  } catch (error) {
    throw new InvalidArgumentError(`${(error as Error).message}.`);
  }
}

function wholeNumber(least: number) {
  return (text: string): number => {
    const value = Number(text);
    if (!Number.isSafeInteger(value) || value < least)
      throw new InvalidArgumentError(`It must be a whole number of ${least} or more.`);
    return value;
  };
}
