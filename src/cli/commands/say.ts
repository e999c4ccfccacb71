import { Option } from 'commander';
import { parseDuration } from '../../core/values/duration.ts';
import type { CliContext, CommandModule } from '../command.ts';
import { exitCodeOfRun } from '../errors/exit-codes.ts';
import { positiveDuration } from '../input/flag-values.ts';
import { collect, readAttachments } from '../input/read-attachments.ts';
import { readInput } from '../input/read-input.ts';
import { runArgumentHelp } from '../input/run-argument.ts';
import { printStanding, printTaken } from '../render/print-run.ts';

interface SayFlags {
  readonly attach?: readonly string[];
  readonly wait?: boolean;
  readonly timeout?: string;
}

/** `holdfast say`: a user's message; with `--wait` the run's reply to it. */
export const sayCommand: CommandModule = {
  register(program, context) {
    program
      .command('say')
      .description("Give a run its user's message: the next line of a chat, or the answer to its question.")
      .argument('<run>', runArgumentHelp)
      .argument('<text|@file|->', 'the message; @FILE reads a file, - reads stdin')
      .option(
        '--attach <file>',
        'a file that the model reads with it, 1 MiB at most; may be repeated',
        collect,
      )
      .option('--wait', 'return when the run next waits for somebody or closes')
      .addOption(
        new Option('--timeout <duration>', 'of the waiting, not of the run').argParser(positiveDuration),
      )
      .action((run: string, text: string, flags: SayFlags) => say(context, run, text, flags));
  },
};

async function say(context: CliContext, run: string, text: string, flags: SayFlags): Promise<void> {
  const message = await readInput(text, 'message', context);
  const attachments = await readAttachments(flags.attach, context);
  const client = await context.connect();
  if (!flags.wait) {
    await client.say(run, message, { by: context.by, attachments });
    return printTaken(context, client, run, 'The run has the message.');
  }
  const timeoutMs = flags.timeout === undefined ? undefined : parseDuration(flags.timeout);
  const reply = await client.say(run, message, {
    by: context.by,
    attachments,
    wait: true,
    timeoutMs,
    signal: context.interrupted(),
  });
  printStanding(context, reply);
  // A run that waits again is what was asked for; one that has closed tells how.
  if (reply.outcome !== undefined) context.end(exitCodeOfRun(reply));
}
