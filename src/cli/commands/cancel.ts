import type { CliContext, CommandModule } from '../command.ts';
import { sayDone } from '../say-done.ts';

interface CancelFlags {
  readonly reason?: string;
}

/** `holdfast cancel`: the run closes as cancelled; its effects stay. */
export const cancelCommand: CommandModule = {
  register(program, context) {
    program
      .command('cancel')
      .description('End a run early. It closes as cancelled with what it had so far; what it did stays done.')
      .argument('<run>', 'workflow id, or task id where that names one run')
      .option('--reason <text>', 'why, as recorded')
      .action((run: string, flags: CancelFlags) => cancel(context, run, flags));
  },
};

async function cancel(context: CliContext, run: string, { reason }: CancelFlags): Promise<void> {
  const client = await context.connect();
  await client.cancel(run, { by: context.by, ...(reason === undefined ? {} : { reason }) });
  await sayDone(context, client, run, 'Cancelled.');
}
