import { Option } from 'commander';
import { given } from '../../core/values/given.ts';
import type { CliContext, CommandModule } from '../command.ts';
import { exitCodes } from '../errors/exit-codes.ts';
import { wholeNumber } from '../input/flag-values.ts';
import { runArgumentHelp } from '../input/run-argument.ts';
import { paletteFor } from '../render/palette.ts';
import { renderUndo } from '../render/undo-plan.ts';

interface UndoFlags {
  readonly after?: number;
  readonly effect?: readonly string[];
  readonly apply?: boolean;
  readonly reason?: string;
}

/** `holdfast undo`: the plan, or with `--apply` the undo itself, of an open run or a closed one. */
export const undoCommand: CommandModule = {
  register(program, context) {
    program
      .command('undo')
      .description(
        'Show what undoing the effects of a run would do, newest first, and what stays and why. Changes nothing; with ' +
          '--apply it is done. What changed since is never overwritten. Twice is once. Exits 10 when an effect that can ' +
          'be undone was not.',
      )
      .argument('<run>', runArgumentHelp)
      .addOption(
        new Option('--after <step>', 'only effects of later steps; the step itself stays')
          .argParser(wholeNumber({ from: 0, what: 'a step number of the trace, or 0' }))
          .conflicts('effect'),
      )
      .addOption(
        new Option(
          '--effect <id>',
          'only this effect, with later ones on the same things; may be repeated',
        ).argParser((id: string, others: readonly string[] = []) => [...others, id]),
      )
      .option('--apply', 'do it')
      .option('--reason <text>', 'why, as recorded')
      .action((run: string, flags: UndoFlags) => undo(context, run, flags));
  },
};

async function undo(context: CliContext, run: string, flags: UndoFlags): Promise<void> {
  const { after, effect, apply = false, reason } = flags;
  const client = await context.connect();
  const report = await client.undo(run, {
    apply,
    by: context.by,
    ...given({ effectIds: effect, afterStep: after, reason }),
  });
  if (context.format === 'text') {
    const palette = paletteFor(context.stdout, context.env);
    const command = ['holdfast undo', run, ...selection(flags)].join(' ');
    context.print(renderUndo(report, { palette, width: context.width, command }));
  } else context.printJson(report);
  if (apply && !report.complete) context.end(exitCodes.undoIncomplete);
}

function selection({ after, effect = [] }: UndoFlags): string[] {
  return [...(after === undefined ? [] : [`--after ${after}`]), ...effect.map((id) => `--effect ${id}`)];
}
