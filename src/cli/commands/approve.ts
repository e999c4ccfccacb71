import { Option } from 'commander';
import { addDecisionFlags, type DecisionFlags, signalHelp } from '../approvals/decision-flags.ts';
import { resolveByCommand } from '../approvals/resolve-by-command.ts';
import type { CommandModule } from '../command.ts';

interface ApproveFlags extends DecisionFlags {
  readonly scope: 'once' | 'run';
  readonly wait: boolean;
}

/** `holdfast approve`: the call runs exactly as it was shown, once. */
export const approveCommand: CommandModule = {
  register(program, context) {
    addDecisionFlags(program.command('approve'))
      .description(
        'Approve a call: it runs exactly as it was shown, or not at all. On a terminal it is shown first and you are ' +
          'asked; off a terminal the approval and --digest must be given. Follows the call for up to 10 s until it ' +
          'has started. Exits 3 without such an approval, 8 when no worker took it, 9 when it is decided already, no ' +
          'longer what the digest was of, or void when its turn came, 11 when you may not decide it.',
      )
      .option('--no-wait', 'end once the run has taken it')
      .addOption(
        new Option('--scope <scope>', 'run: later calls of this tool under this rule too, up to this amount')
          .choices(['once', 'run'])
          .default('once'),
      )
      .addHelpText('after', signalHelp('approve'))
      .action((run: string, approvalId: string | undefined, { digest, reason, scope, wait }: ApproveFlags) =>
        resolveByCommand(context, 'approve', { run, approvalId, digest, reason, scope, noWait: !wait }),
      );
  },
};
