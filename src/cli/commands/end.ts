import type { CliContext, CommandModule } from '../command.ts';
import { runArgumentHelp } from '../input/run-argument.ts';
import { printTaken } from '../render/print-run.ts';

/** `holdfast end`: closes a conversation as answered. */
export const endCommand: CommandModule = {
  register(program, context) {
    program
      .command('end')
      .description('End a conversation; the run closes as answered once the turn under way is done.')
      .argument('<run>', runArgumentHelp)
      .action((run: string) => end(context, run));
  },
};

async function end(context: CliContext, run: string): Promise<void> {
  const client = await context.connect();
  await client.end(run, { by: context.by });
  await printTaken(context, client, run, 'The conversation ends.');
}
