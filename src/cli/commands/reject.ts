import { addDecisionFlags, type DecisionFlags, signalHelp } from '../approvals/decision-flags.ts';
import { resolveByCommand } from '../approvals/resolve-by-command.ts';
import type { CommandModule } from '../command.ts';

/** `holdfast reject`: the call never runs; the model reads the reason. */
export const rejectCommand: CommandModule = {
  register(program, context) {
    addDecisionFlags(program.command('reject'))
      .description(
        'Reject a call: it never runs, and the agent reads the reason and goes on. Off a terminal the approval and ' +
          '--digest must be given. Exits as approve does.',
      )
      .addHelpText('after', signalHelp('reject'))
      .action((run: string, approvalId: string | undefined, { digest, reason }: DecisionFlags) =>
        resolveByCommand(context, 'reject', { run, approvalId, digest, reason }),
      );
  },
};
