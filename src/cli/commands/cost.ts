import type { CliContext, CommandModule } from '../command.ts';
import { CliError } from '../errors/cli-error.ts';
import { listLimit } from '../input/flag-values.ts';
import { runArgumentHelp } from '../input/run-argument.ts';
import { renderRunCost, renderRunsCost } from '../render/cost-tables.ts';
import { paletteFor } from '../render/palette.ts';

interface CostFlags {
  readonly agent?: string;
  readonly query?: string;
  readonly limit?: number;
}

/** `holdfast cost`: of one run from its histories, of many from visibility; needs no worker. */
export const costCommand: CommandModule = {
  register(program, context) {
    program
      .command('cost')
      .description(
        'Show what a run cost by step, model and tool; without RUN what all runs cost by agent, model and outcome, ' +
          'as of the last change of state of each.',
      )
      .argument('[run]', runArgumentHelp)
      .option('--agent <agent>', 'only runs of this agent')
      .option('--query <query>', "only runs that match, in Temporal's list filter language")
      .option('--limit <n>', 'count so many runs at most, the newest; 0 for all (default: 10000)', listLimit)
      .action((run: string | undefined, flags: CostFlags) => cost(context, run, flags));
  },
};

async function cost(context: CliContext, run: string | undefined, flags: CostFlags): Promise<void> {
  if (run !== undefined && Object.keys(flags).length > 0) {
    throw new CliError({
      kind: 'usage',
      code: 'flags_conflict',
      message: `--${Object.keys(flags)[0]} chooses among runs, and one run is named already.`,
      unchanged: 'Nothing was read.',
      command: `holdfast cost ${run}`,
    });
  }
  const client = await context.connect();
  const options = { palette: paletteFor(context.stdout, context.env), width: context.width };
  if (run !== undefined) {
    const found = await client.cost(run);
    return context.format === 'text'
      ? context.print(renderRunCost(found, options))
      : context.printJson(found);
  }
  const found = await client.cost({
    ...flags,
    ...(flags.limit === 0 ? { limit: Number.MAX_SAFE_INTEGER } : {}),
  });
  if (context.format !== 'text') return context.printJson(found);
  if (found.runs === 0) return context.narrate('No such runs.  Try: holdfast ls');
  context.print(renderRunsCost(found, options));
}
