import { type Command, InvalidArgumentError, Option } from 'commander';
import { isDigestPrefix } from '../../core/approvals/digest-prefix.ts';
import { runArgumentHelp } from '../input/run-argument.ts';

/** Flags that the verbs of a decision share. */
export interface DecisionFlags {
  readonly digest?: string;
  readonly reason?: string;
}

/** Add what names an approval and what goes with a decision about it. */
export function addDecisionFlags(command: Command): Command {
  return command
    .argument('<run>', runArgumentHelp)
    .argument('[approval]', 'id of the approval, like c3.1r1 (default: the only open one, on a terminal)')
    .addOption(
      new Option('--digest <digest>', 'of what you saw; at least its first 8 characters').argParser(
        digestPrefix,
      ),
    )
    .option('--reason <text>', 'why, as recorded');
}

function digestPrefix(text: string): string {
  if (!isDigestPrefix(text)) {
    throw new InvalidArgumentError('It must be the first 8 to 64 characters of the digest that was shown.');
  }
  return text;
}

/** The same decision without this command line, for `--help`. */
export function signalHelp(decision: 'approve' | 'reject' | 'edit'): string {
  const extra = { approve: '', reject: ', "reason": "…"', edit: ', "arguments": {…}' }[decision];
  return [
    '',
    'The same with the temporal CLI, as a signal to the run (docs/approvals.md):',
    '  temporal workflow signal --workflow-id agent/AGENT/TASK --name resolveApproval \\',
    `    --input '{"approvalId": "c3.1r1", "decision": "${decision}", "digest": "9f3ac1d2", "by": "ada"${extra}}'`,
  ].join('\n');
}
