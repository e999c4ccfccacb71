import type { CliContext, CommandModule } from '../command.ts';
import { runArgumentHelp } from '../input/run-argument.ts';
import { paletteFor } from '../render/palette.ts';
import { renderTrace } from '../render/trace-tree.ts';

interface TraceFlags {
  readonly io?: boolean;
}

/** `holdfast trace`: read from the histories alone, so it needs no worker. */
export const traceCommand: CommandModule = {
  register(program, context) {
    program
      .command('trace')
      .description(
        'Show every step of a run with tokens, cost, verdicts and attempts, read from its history.',
      )
      .argument('<run>', runArgumentHelp)
      .option('--io', 'with inputs and outputs whole')
      .action((run: string, flags: TraceFlags) => trace(context, run, flags));
  },
};

async function trace(context: CliContext, run: string, { io = false }: TraceFlags): Promise<void> {
  const client = await context.connect();
  const view = await client.trace(run, { io });
  if (context.format !== 'text') return context.printJson(view);
  context.print(
    renderTrace(view, { palette: paletteFor(context.stdout, context.env), width: context.width, io }),
  );
}
