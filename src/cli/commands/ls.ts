import { Option } from 'commander';
import { type RunStateName, runStateNames } from '../../core/view/run-view.ts';
import type { CliContext, CommandModule } from '../command.ts';
import { listLimit } from '../input/flag-values.ts';
import { askedFor, cutList } from '../render/cut-list.ts';
import { paletteFor } from '../render/palette.ts';
import { renderRuns } from '../render/run-table.ts';

interface ListFlags {
  readonly state?: RunStateName;
  readonly agent?: string;
  readonly query?: string;
  readonly limit: number;
}

/** `holdfast ls`: from visibility alone, so it needs no worker. */
export const lsCommand: CommandModule = {
  register(program, context) {
    program
      .command('ls')
      .description(
        'List runs, newest first, closed ones included. Figures are as of the last change of state.',
      )
      .addOption(new Option('--state <state>', 'only runs in this state').choices(runStateNames))
      .option('--agent <agent>', 'only runs of this agent')
      .option('--query <query>', "only runs that match, in Temporal's list filter language")
      .option('--limit <n>', 'at most so many, 0 for all; more are told of on stderr', listLimit, 50)
      .action((flags: ListFlags) => list(context, flags));
  },
};

async function list(context: CliContext, flags: ListFlags): Promise<void> {
  const client = await context.connect();
  const found = await client.list({ ...flags, limit: askedFor(flags.limit) });
  const runs = cutList(context, found, flags.limit);
  if (context.format === 'json') return context.printJson(runs);
  if (context.format === 'jsonl') return runs.forEach((run) => context.printJson(run));
  if (runs.length === 0)
    return context.narrate(`No runs yet.  Try: holdfast run ${await someAgent(context)} --input "…"`);
  const palette = paletteFor(context.stdout, context.env);
  const waiting = runs.some(({ state }) => state === 'awaiting-approval');
  const open = waiting ? await client.inbox({ limit: Number.MAX_SAFE_INTEGER }) : [];
  context.print(renderRuns(runs, { palette, width: context.width, nowMs: Date.now(), open }));
}

/** One that can be run here; a list needs no configuration, so one that cannot be read keeps nobody from it. */
async function someAgent(context: CliContext): Promise<string> {
  return context.loadConfig().then(
    ({ config }) => [...config.agents.keys()][0] ?? 'AGENT',
    () => 'AGENT',
  );
}
