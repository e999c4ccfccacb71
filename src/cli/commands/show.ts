import type { CliContext, CommandModule } from '../command.ts';
import { runArgumentHelp } from '../input/run-argument.ts';
import { printRun } from '../render/print-run.ts';

/** `holdfast show`: one run as it stands; its last known state where no worker answers. */
export const showCommand: CommandModule = {
  register(program, context) {
    program
      .command('show')
      .description('Show one run as it stands: state, answer, figures, effects, and what can be done next.')
      .argument('<run>', runArgumentHelp)
      .option('--full', 'the whole of what open approvals ask about, however long')
      .action((run: string, { full }: { full?: boolean }) => show(context, run, full === true));
  },
};

async function show(context: CliContext, run: string, full: boolean): Promise<void> {
  const client = await context.connect();
  printRun(context, await client.show(run), { full });
}
