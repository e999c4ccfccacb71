import { Option } from 'commander';
import type { CliContext, CommandModule } from '../command.ts';
import { exitCodeOfRun, exitCodes } from '../errors/exit-codes.ts';
import { positiveDuration } from '../input/flag-values.ts';
import { runArgumentHelp } from '../input/run-argument.ts';
import { printStanding, printTaken } from '../render/print-run.ts';
import { followAtTerminal } from '../terminal/follow-at-terminal.ts';

interface CancelFlags {
  readonly reason?: string;
  readonly undo?: boolean;
  readonly timeout?: string;
}

/** `holdfast cancel`: the run closes as cancelled; its effects stay, or with `--undo` are undone before, as far as they can be. */
export const cancelCommand: CommandModule = {
  register(program, context) {
    program
      .command('cancel')
      .description(
        'End a run early. It closes as cancelled with what it had so far; what it did stays done. With --undo it undoes ' +
          'its effects first and closes as undone, which is waited for: exit 0, or 10 when an effect stays, which is ' +
          'named.',
      )
      .argument('<run>', runArgumentHelp)
      .option('--undo', 'undo what it did')
      .option('--reason <text>', 'why, as recorded')
      .addOption(
        new Option('--timeout <duration>', 'of the waiting for the undo').argParser(positiveDuration),
      )
      .action((run: string, flags: CancelFlags) => cancel(context, run, flags));
  },
};

async function cancel(context: CliContext, run: string, flags: CancelFlags): Promise<void> {
  const { reason, undo = false, timeout } = flags;
  const client = await context.connect();
  const because = reason === undefined ? {} : { reason };
  const { run: id } = await client.cancel(run, { by: context.by, ...because, ...(undo ? { undo } : {}) });
  if (!undo) return printTaken(context, client, run, 'Asked it to end.');
  const ended = await followAtTerminal(context, client, id, { timeout, stopAt: [] });
  printStanding(context, ended);
  const incomplete = ended.outcome?.reason?.code === 'undo_incomplete';
  context.end(incomplete ? exitCodes.undoIncomplete : exitCodeOfRun(ended));
}
