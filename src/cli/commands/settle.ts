import { Argument } from 'commander';
import { given } from '../../core/values/given.ts';
import type { CliContext, CommandModule } from '../command.ts';
import { CliError } from '../errors/cli-error.ts';
import { readJsonText } from '../input/read-json-text.ts';
import { runArgumentHelp } from '../input/run-argument.ts';
import { printTaken } from '../render/print-run.ts';

type Outcome = 'applied' | 'absent';

interface SettleFlags {
  readonly result?: string;
}

/** `holdfast settle`: what only a person can know about one effect. */
export const settleCommand: CommandModule = {
  register(program, context) {
    program
      .command('settle')
      .description(
        'Tell a run whether an effect that nobody could make out is in the world; the run goes on from there. An effect ' +
          'whose undo failed is closed with absent, once it is reversed by hand.',
      )
      .argument('<run>', runArgumentHelp)
      .argument('<effect>', 'id of the effect, as `holdfast show` tells it, like c3.1')
      .addArgument(new Argument('<outcome>', 'what you found').choices(['applied', 'absent']))
      .option(
        '--result <json|@file|->',
        "of an applied effect: the tool's output, as the agent is to read it",
      )
      .action((run: string, effectId: string, outcome: Outcome, flags: SettleFlags) =>
        settle(context, run, effectId, outcome, flags),
      );
  },
};

async function settle(
  context: CliContext,
  run: string,
  effectId: string,
  outcome: Outcome,
  { result }: SettleFlags,
): Promise<void> {
  if (result !== undefined && outcome === 'absent') throw absentHasNoResult(run, effectId);
  const output = result === undefined ? undefined : await readJsonText(result, '--result', context);
  const client = await context.connect();
  await client.settle(run, effectId, outcome, {
    by: context.by,
    ...given({ output }),
  });
  await printTaken(context, client, run, `Settled: ${effectId} is ${outcome}.`);
}

function absentHasNoResult(run: string, effectId: string): CliError {
  return new CliError({
    kind: 'usage',
    code: 'flags_conflict',
    message: 'An effect that is absent has no result: --result goes with applied.',
    unchanged: 'Nothing was sent.',
    next: [{ action: 'settle', run, effect: effectId, outcome: 'absent' }],
  });
}
