import type { CliContext, CommandModule } from '../command.ts';
import { exitCodes } from '../errors/exit-codes.ts';
import { runArgumentHelp } from '../input/run-argument.ts';
import { printTaken } from '../render/print-run.ts';
import { describeSettlement } from '../render/settlement.ts';

/** `holdfast probe`: look again whether an effect happened, without saying anything of it. */
export const probeCommand: CommandModule = {
  register(program, context) {
    program
      .command('probe')
      .description(
        "Have an effect's tool look again whether the effect is in the world. What it finds settles the effect as when " +
          'the run looks itself: absent only where the tool says how late an effect may still appear. Exits 2 when the ' +
          'tool has no probe, 5 when the effect is as unknown as before, 9 when nothing waits to be settled.',
      )
      .argument('<run>', runArgumentHelp)
      .argument('<effect>', 'id of the effect, like c3.1')
      .action((run: string, effect: string) => probe(context, run, effect));
  },
};

async function probe(context: CliContext, run: string, effect: string): Promise<void> {
  const client = await context.connect();
  const report = await client.probe(run, effect, { by: context.by });
  if (context.format === 'text') await printTaken(context, client, run, describeSettlement(report));
  else context.printJson(report);
  if (report.because !== undefined) context.end(exitCodes.waitingForPerson);
}
