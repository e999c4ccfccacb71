import type { RunView } from '../../core/view/run-view.ts';
import type { CliContext } from '../command.ts';
import { nextCommand } from './next-action.ts';
import { paletteFor } from './palette.ts';
import { renderRun } from './run-page.ts';
import { renderStanding } from './standing.ts';

/** Print one run in full. */
export function printRun(context: CliContext, run: RunView): void {
  if (context.format !== 'text') return context.printJson(run);
  const palette = paletteFor(context.stdout, context.env);
  context.print(renderRun(run, { palette, width: context.width, nowMs: Date.now() }));
}

/** Print how a run ended or what it waits for, with the commands that go on from here as narration. */
export function printStanding(context: CliContext, run: RunView): void {
  if (context.format !== 'text') return context.printJson(run);
  const palette = paletteFor(context.stdout, context.env);
  context.print(renderStanding(run, { palette, width: context.width }));
  for (const action of run.next) context.narrate(`  ${nextCommand(action)}`);
}
