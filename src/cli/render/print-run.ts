import type { HoldfastClient } from '../../client/holdfast-client.ts';
import type { ApprovalView, RunView } from '../../core/view/run-view.ts';
import type { CliContext } from '../command.ts';
import { renderApprovalCard } from './approval-card.ts';
import { nextCommand } from './next-action.ts';
import { paletteFor } from './palette.ts';
import { renderRun } from './run-page.ts';
import { renderStanding } from './standing.ts';

/** Print one run; `full`: with the whole of what its approvals ask about. */
export function printRun(context: CliContext, run: RunView, { full = false } = {}): void {
  if (context.format !== 'text') return context.printJson(run);
  const palette = paletteFor(context.stdout, context.env);
  context.print(renderRun(run, { palette, width: context.width, nowMs: Date.now(), full }));
}

/** Print how a run ended or what it waits for, with the commands that go on from here as narration. */
export function printStanding(context: CliContext, run: RunView): void {
  if (context.format !== 'text') return context.printJson(run);
  const palette = paletteFor(context.stdout, context.env);
  context.print(renderStanding(run, { palette, width: context.width }));
  for (const action of run.next) context.narrate(`  ${nextCommand(action)}`);
}

/** Tell that a run took a message: a sentence for people, the run as it then stands for scripts. */
export async function printTaken(
  context: CliContext,
  client: HoldfastClient,
  run: string,
  sentence: string,
): Promise<void> {
  if (context.format !== 'text') return context.printJson(await client.show(run));
  context.print(sentence);
  context.narrate(`  ${nextCommand({ action: 'show', run })}`);
}

/** Show the person an open approval, as narration. `run` is as its commands are to name it. */
export function narrateApproval(context: CliContext, run: string, approval: ApprovalView): void {
  const palette = paletteFor(context.stderr, context.env);
  context.narrate(renderApprovalCard(approval, { run, palette, width: context.width, nowMs: Date.now() }));
}
