import type { CommanderError } from 'commander';
import { CliError } from './cli-error.ts';

const codes: Readonly<Record<string, string>> = {
  'commander.unknownCommand': 'verb_unknown',
  'commander.unknownOption': 'flag_unknown',
  'commander.missingArgument': 'argument_missing',
  'commander.excessArguments': 'argument_excess',
  'commander.invalidArgument': 'argument_invalid',
  'commander.optionMissingArgument': 'argument_missing',
  'commander.missingMandatoryOptionValue': 'flag_missing',
  'commander.conflictingOption': 'flags_conflict',
};

/** Say what is wrong with a command line, with the nearest right word where there is one. */
export function usageError(error: CommanderError, verb: string | undefined): CliError {
  if (error.code === 'commander.help') return subcommandMissing(verb);
  const [first = '', ...rest] = error.message.replace(/^error: /, '').split('\n');
  const suggestion = rest.join(' ').trim();
  const known = error.code !== 'commander.unknownCommand' && verb !== undefined;
  return new CliError({
    kind: 'usage',
    code: codes[error.code] ?? 'usage',
    message: `${first.charAt(0).toUpperCase()}${first.slice(1).replace(/[.\s]*$/, '')}.`,
    ...(suggestion === '' ? {} : { why: suggestion }),
    unchanged: 'Nothing was started.',
    command: known ? `holdfast ${verb} --help` : 'holdfast --help',
  });
}

function subcommandMissing(verb: string | undefined): CliError {
  return new CliError({
    kind: 'usage',
    code: 'verb_incomplete',
    message: `What to do is missing after ${verb ?? 'holdfast'}.`,
    unchanged: 'Nothing was started.',
    command: `holdfast ${verb ?? ''} --help`,
  });
}
