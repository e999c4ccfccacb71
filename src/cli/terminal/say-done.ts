import type { HoldfastClient } from '../../client/holdfast-client.ts';
import type { CliContext } from '../command.ts';
import { nextCommand } from '../render/next-action.ts';

/** Tell that a run took a message: a sentence for people, the run as it now stands for scripts. */
export async function sayDone(
  context: CliContext,
  client: HoldfastClient,
  run: string,
  sentence: string,
): Promise<void> {
  if (context.format !== 'text') return context.printJson(await client.show(run));
  context.print(sentence);
  context.narrate(`  ${nextCommand({ action: 'show', run })}`);
}
