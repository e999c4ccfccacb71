import { Option } from 'commander';
import type { CliContext, CommandModule } from '../command.ts';
import { positiveDuration } from '../input/flag-values.ts';
import { addStartFlags, type StartFlags } from '../input/start-flags.ts';
import { newTask } from '../input/start-task.ts';
import { nextCommand } from '../render/next-action.ts';

/** `holdfast start`: returns as soon as the run exists, with its summary. */
export const startCommand: CommandModule = {
  register(program, context) {
    addStartFlags(program.command('start'))
      .description('Start a run, print it and leave it to the workers.')
      // Those of `run` about its waiting, so that one command line fits both verbs.
      .addOption(new Option('--on-approval <what>').choices(['wait', 'exit']).hideHelp())
      .addOption(new Option('--timeout <duration>').argParser(positiveDuration).hideHelp())
      .action((agent: string, flags: StartFlags) => start(context, agent, flags));
  },
};

async function start(context: CliContext, agent: string, flags: StartFlags): Promise<void> {
  const task = await newTask('start', agent, flags, context);
  const client = await context.connect();
  const summary = await client.start(task);
  if (context.format !== 'text') return context.printJson(summary);
  context.print(summary.id);
  context.narrate(`Started.  Follow it: ${nextCommand({ action: 'watch', run: summary.id })}`);
}
