import { Argument, Option } from 'commander';
import type { SettledOutcome } from '../../core/effects/effect-settled.ts';
import { given } from '../../core/values/given.ts';
import type { CliContext, CommandModule } from '../command.ts';
import { CliError } from '../errors/cli-error.ts';
import { exitCodes } from '../errors/exit-codes.ts';
import { readJsonText } from '../input/read-json-text.ts';
import { runArgumentHelp } from '../input/run-argument.ts';
import { printTaken } from '../render/print-run.ts';
import { describeSettlement } from '../render/settlement.ts';

interface SettleFlags {
  readonly result?: string;
  readonly probe?: boolean;
}

/** `holdfast settle`: what only a person can know about one effect. */
export const settleCommand: CommandModule = {
  register(program, context) {
    program
      .command('settle')
      .description(
        'Tell a run whether an effect that nobody could make out is in the world; the run goes on from there. Of one ' +
          'that can be undone, applied needs what its tool returned: --result, which a worker checks, or --probe. An ' +
          'effect whose undo failed is closed with absent, once it is reversed by hand. Exits 2 when the result is ' +
          'missing or does not fit, 5 when the probe cannot tell, 9 when it finds otherwise or nothing waits to be settled.',
      )
      .argument('<run>', runArgumentHelp)
      .argument('<effect>', 'id of the effect, as `holdfast show` tells it, like c3.1')
      .addArgument(
        new Argument('[outcome]', 'what you found; with --probe it may be left to that').choices([
          'applied',
          'absent',
        ]),
      )
      .option(
        '--result <json|@file|->',
        "of an applied effect: the tool's output, as the agent and its undo are to read it",
      )
      .addOption(
        new Option('--probe', "have the tool's probe look; it has to find what you say").conflicts('result'),
      )
      .action((run: string, effect: string, outcome: SettledOutcome | undefined, flags: SettleFlags) =>
        settle(context, run, effect, outcome, flags),
      );
  },
};

async function settle(
  context: CliContext,
  run: string,
  effect: string,
  outcome: SettledOutcome | undefined,
  { result, probe = false }: SettleFlags,
): Promise<void> {
  if (outcome === undefined && !probe) throw noOutcome();
  if (result !== undefined && outcome === 'absent') throw absentHasNoResult(run, effect);
  if (result === '-' && context.stdin.isTTY) context.narrate('Give the result as JSON, then Ctrl-D.');
  const told = result === undefined ? undefined : await readJsonText(result, '--result', context);
  const client = await context.connect();
  const report = await client.settle(run, effect, {
    by: context.by,
    probe,
    ...given({ outcome, result: told }),
  });
  await printTaken(context, client, run, describeSettlement(report));
  if (report.because !== undefined) context.end(exitCodes.waitingForPerson);
}

function noOutcome(): CliError {
  return new CliError({
    kind: 'usage',
    code: 'argument_missing',
    message: 'What you found is missing: applied or absent, or --probe to have it looked for.',
    unchanged: 'Nothing was sent.',
    command: 'holdfast settle --help',
  });
}

function absentHasNoResult(run: string, effect: string): CliError {
  return new CliError({
    kind: 'usage',
    code: 'flags_conflict',
    message: 'An effect that is absent has no result: --result goes with applied.',
    unchanged: 'Nothing was sent.',
    next: [{ action: 'settle', run, effect, outcome: 'absent' }],
  });
}
