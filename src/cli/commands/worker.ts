import { Option } from 'commander';
import { parseDuration } from '../../core/values/duration.ts';
import type { CliContext, CommandModule } from '../command.ts';
import { positiveDuration, positiveInteger, wholeNumber } from '../input/flag-values.ts';
import type { WorkerFlags } from '../worker/worker-flags.ts';

const defaultDrainMs = 20_000;

const portNumber = wholeNumber({ from: 0, to: 65_535, what: 'a port, 0 to 65535' });

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
      .option('--concurrency <n>', 'model and tool calls at a time (default: 100)', positiveInteger)
      .option(
        '--slots <n>',
        'runs that take a step at a time, from 2 (default: 4)',
        wholeNumber({ from: 2, to: 1_000, what: 'a whole number from 2' }),
      )
      .addOption(
        new Option('--drain <duration>', 'how long running calls may go on')
          .argParser((text: string) => parseDuration(positiveDuration(text)))
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
