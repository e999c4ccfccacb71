import type { CliContext, CommandModule } from '../command.ts';
import { positiveInteger } from '../input/flag-values.ts';
import { renderInbox } from '../render/inbox-list.ts';
import { paletteFor } from '../render/palette.ts';

interface InboxFlags {
  readonly limit?: number;
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
      .option('--limit <n>', 'at most so many, the longest waiting first (default: all)', positiveInteger)
      .action((flags: InboxFlags) => inbox(context, flags));
  },
};

async function inbox(context: CliContext, { limit = Number.MAX_SAFE_INTEGER }: InboxFlags): Promise<void> {
  const client = await context.connect();
  const open = await client.inbox({ limit });
  if (context.format === 'json') return context.printJson(open);
  if (context.format === 'jsonl') return open.forEach((approval) => context.printJson(approval));
  if (open.length === 0) return context.narrate('No approval is open.');
  const palette = paletteFor(context.stdout, context.env);
  context.print(renderInbox(open, { palette, width: context.width, nowMs: Date.now() }));
}
