import type { CliContext, CommandModule } from '../command.ts';
import { listLimit } from '../input/flag-values.ts';
import { askedFor, cutList } from '../render/cut-list.ts';
import { renderInbox } from '../render/inbox-list.ts';
import { paletteFor } from '../render/palette.ts';

interface InboxFlags {
  readonly limit: number;
}

/** `holdfast inbox`: open approvals over all runs, from one list call, so it needs no worker. */
export const inboxCommand: CommandModule = {
  register(program, context) {
    program
      .command('inbox')
      .description(
        'List the open approvals of all runs, each with the command that approves it. Needs no worker. A run shows at ' +
          'most eight here; holdfast show RUN shows all of its own.',
      )
      .option(
        '--limit <n>',
        'at most so many, the longest waiting first, 0 for all; more are told of on stderr',
        listLimit,
        0,
      )
      .action((flags: InboxFlags) => inbox(context, flags));
  },
};

async function inbox(context: CliContext, { limit }: InboxFlags): Promise<void> {
  const client = await context.connect();
  const open = cutList(context, await client.inbox({ limit: askedFor(limit) }), limit);
  if (context.format === 'json') return context.printJson(open);
  if (context.format === 'jsonl') return open.forEach((approval) => context.printJson(approval));
  if (open.length === 0) return context.narrate('No approval is open.');
  const palette = paletteFor(context.stdout, context.env);
  context.print(renderInbox(open, { palette, width: context.width, nowMs: Date.now() }));
}
