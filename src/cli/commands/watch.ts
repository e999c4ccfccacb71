import { Option } from 'commander';
import { showApprovals } from '../approvals/at-approvals.ts';
import type { CliContext, CommandModule } from '../command.ts';
import { exitCodeOfRun } from '../errors/exit-codes.ts';
import { positiveDuration } from '../input/flag-values.ts';
import { runArgumentHelp } from '../input/run-argument.ts';
import { printStanding } from '../render/print-run.ts';
import { follow } from '../terminal/follow.ts';

interface WatchFlags {
  readonly timeout?: string;
}

/** `holdfast watch`: follows to the close and exits by outcome, as `run` does. */
export const watchCommand: CommandModule = {
  register(program, context) {
    program
      .command('watch')
      .description(
        'Follow a run to its end: its steps so far, then each as it ends, and its open approvals. Exits by its outcome. Ctrl-C leaves the run going.',
      )
      .argument('<run>', runArgumentHelp)
      .addOption(
        new Option('--timeout <duration>', 'of the following, not of the run').argParser(positiveDuration),
      )
      .action((run: string, flags: WatchFlags) => watch(context, run, flags));
  },
};

async function watch(context: CliContext, run: string, { timeout }: WatchFlags): Promise<void> {
  const client = await context.connect();
  const ended = await follow(context, client, run, {
    timeout,
    stopAt: ['awaiting-approval'],
    onWait: showApprovals(context),
  });
  printStanding(context, ended);
  context.end(exitCodeOfRun(ended));
}
