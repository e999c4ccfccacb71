import type { JsonObject } from '../../core/values/json.ts';
import { addDecisionFlags, type DecisionFlags, signalHelp } from '../approvals/decision-flags.ts';
import { resolveByCommand } from '../approvals/resolve-by-command.ts';
import type { CommandModule } from '../command.ts';
import { CliError } from '../errors/cli-error.ts';
import { readJsonText } from '../input/read-json-text.ts';

interface EditFlags extends DecisionFlags {
  readonly args: string;
}

/** `holdfast edit`: the call runs with other arguments, after the same checks as the model's own. */
export const editCommand: CommandModule = {
  register(program, context) {
    addDecisionFlags(program.command('edit'))
      .description(
        "Let a call run with other arguments. They pass the same checks and rules as the agent's own; the old approval " +
          'is void. The edit counts as your approval, unless a stricter rule asks about the edited call. Off a ' +
          'terminal the approval and --digest must be given. Exits as approve does, 2 when the arguments do not fit.',
      )
      .requiredOption('--args <json|@file|->', 'all arguments of the call, one JSON object')
      .addHelpText('after', signalHelp('edit'))
      .action(async (run: string, approvalId: string | undefined, flags: EditFlags) => {
        const { digest, reason, args } = flags;
        const given = await readJsonText(args, '--args', context);
        if (typeof given !== 'object' || given === null || Array.isArray(given)) throw notAnObject();
        await resolveByCommand(context, 'edit', {
          run,
          approvalId,
          digest,
          reason,
          arguments: given as JsonObject,
        });
      });
  },
};

function notAnObject(): CliError {
  return new CliError({
    kind: 'usage',
    code: 'arguments_invalid',
    message: 'The arguments of a call are one JSON object; --args gave something else.',
    unchanged: 'Nothing was sent.',
    advice: `Give all fields of the call: --args '{"order_id": "#W1001", …}'`,
  });
}
