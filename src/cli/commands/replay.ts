import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import type { ReplayReport } from '../../reports/replay.ts';
import type { CliContext, CommandModule } from '../command.ts';
import { exitCodes } from '../errors/exit-codes.ts';
import { oneLine } from '../render/clean-text.ts';
import { paletteFor } from '../render/palette.ts';

/** `holdfast replay`: this build's workflow code over stored or live histories; exit 4 on a difference. */
export const replayCommand: CommandModule = {
  register(program, context) {
    program
      .command('replay')
      .description(
        'Check that this build takes the same decisions as the one that wrote the histories. Changes nothing. Exits 4 on a difference.',
      )
      .argument(
        '<file|run...>',
        'history files (temporal workflow show --output json), or runs of the server',
      )
      .action((sources: string[]) => replay(context, sources));
  },
};

async function replay(context: CliContext, given: string[]): Promise<void> {
  const [{ readHistoryFile }, { readLiveHistories }, { replayHistories }] = await Promise.all([
    import('../operate/replay-history.ts'),
    import('../operate/live-histories.ts'),
    import('../../workers/replay-histories.ts'),
  ]);
  const dataConverter = await context.dataConverter();
  const sources = [];
  for (const source of given) {
    const isFile = source.endsWith('.json') || existsSync(resolve(context.cwd, source));
    if (isFile) sources.push(await readHistoryFile(source, context.cwd));
    else sources.push(...(await readLiveHistories(await context.connection(), source, dataConverter)));
  }
  const histories = await replayHistories(sources, { env: context.env, dataConverter });
  const ok = histories.every((history) => history.ok);
  if (context.format === 'text') {
    const palette = paletteFor(context.stdout, context.env);
    for (const { source, error } of histories) {
      const mark = error === undefined ? palette.good('same      ') : palette.bad('different ');
      context.print(`${mark} ${source}${error === undefined ? '' : `\n           ${oneLine(error)}`}`);
    }
  } else context.printJson({ schema: 'holdfast.replay/v1', ok, histories } satisfies ReplayReport);
  if (!ok) context.end(exitCodes.failed);
}
