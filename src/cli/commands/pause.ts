import type { CliContext, CommandModule } from '../command.ts';
import { runArgumentHelp } from '../input/run-argument.ts';
import { printTaken } from '../render/print-run.ts';

/** `holdfast pause`: what runs is finished; nothing new begins until `resume`. */
export const pauseCommand: CommandModule = {
  register(program, context) {
    program
      .command('pause')
      .description(
        'Hold a run before its next step. What runs already is finished; waiting is not counted as work.',
      )
      .argument('<run>', runArgumentHelp)
      .action((run: string) => pause(context, run));
  },
};

async function pause(context: CliContext, run: string): Promise<void> {
  const client = await context.connect();
  await client.pause(run, { by: context.by });
  await printTaken(context, client, run, 'Paused.');
}
