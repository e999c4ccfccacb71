import type { CliContext, CommandModule } from '../command.ts';
import { runArgumentHelp } from '../input/run-argument.ts';
import { printTaken } from '../render/print-run.ts';

/** `holdfast resume`: a paused run goes on where it stood. */
export const resumeCommand: CommandModule = {
  register(program, context) {
    program
      .command('resume')
      .description('Let a paused run go on where it stood.')
      .argument('<run>', runArgumentHelp)
      .action((run: string) => resume(context, run));
  },
};

async function resume(context: CliContext, run: string): Promise<void> {
  const client = await context.connect();
  await client.resume(run, { by: context.by });
  await printTaken(context, client, run, 'Resumed.');
}
