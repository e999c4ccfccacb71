import { readFileSync } from 'node:fs';
import { Command, CommanderError } from 'commander';
import { reportError } from './errors/error-report.ts';
import { exitCodes } from './errors/exit-codes.ts';
import { usageError } from './errors/usage-error.ts';
import { formatHelp } from './input/format-help.ts';
import { addGlobalOptions, formatOf, type GlobalFlags, verbOf } from './input/global-options.ts';
import { renderError } from './render/error-text.ts';
import { paletteFor } from './render/palette.ts';
import { type CliEnvironment, type CliSession, openSession, processEnvironment } from './session.ts';
import { verbs } from './verbs.ts';

/**
 * Run one command line and tell its exit code.
 *
 * Only the module of the verb that was asked for is imported. Writes data to stdout and narration to stderr of
 * `environment`, the process's own unless told. Never throws: an error is printed, as text on stderr or as
 * `holdfast.error/v1` on stdout.
 */
export async function main(
  given: readonly string[],
  environment: CliEnvironment = processEnvironment(),
): Promise<number> {
  const argv = given[0] === 'help' ? [...given.slice(1), '--help'] : given;
  const program = new Command('holdfast');
  const session = openSession(environment, argv, () => program.opts<GlobalFlags>());
  try {
    await configure(program, argv, environment, session);
    await program.parseAsync([...argv], { from: 'user' });
    return session.exitCode();
  } catch (thrown) {
    if (thrown instanceof CommanderError && thrown.exitCode === 0) return exitCodes.ok;
    return printError(
      thrown instanceof CommanderError ? usageError(thrown, verbOf(argv, program)) : thrown,
      argv,
      environment,
    );
  } finally {
    await session.close();
  }
}

async function configure(
  program: Command,
  argv: readonly string[],
  environment: CliEnvironment,
  session: CliSession,
): Promise<void> {
  program
    .description(
      'Runs AI agents that may spend money and touch real systems, as durable workflows on Temporal.',
    )
    .version(packageVersion(), '-V, --version')
    .usage('<verb> [options]')
    .exitOverride()
    .showSuggestionAfterError()
    .configureOutput({
      writeOut: (text) => environment.stdout.write(text),
      // Usage errors are printed once, by printError, in the form that was asked for.
      writeErr: () => {},
      getOutHelpWidth: () => environment.stdout.columns || 80,
      getOutHasColors: () => false,
    })
    .configureHelp({ formatHelp })
    .helpCommand(false)
    .addHelpText('after', '\nA verb in detail: holdfast <verb> --help\nThe first minute:  holdfast demo');
  addGlobalOptions(program);
  const wanted = verbOf(argv, program);
  for (const { name, group, summary, load } of verbs) {
    if (name === wanted) (await load()).register(program, session.context);
    else program.command(name).description(summary);
    program.commands
      .find((command) => command.name() === name)
      ?.helpGroup(group)
      .summary(summary);
  }
  for (const command of program.commands) {
    command.addHelpText('after', '\nFlags for output, agents and the server: holdfast --help');
  }
  if (wanted === undefined) program.action(() => program.outputHelp());
}

function printError(thrown: unknown, argv: readonly string[], environment: CliEnvironment): number {
  const { exitCode, report } = reportError(thrown);
  if (formatOf(argv) === 'text') {
    const { stderr, env } = environment;
    const palette = paletteFor(stderr, env);
    stderr.write(`${renderError(report, { palette, width: stderr.columns || 80 })}\n`);
    if (env['HOLDFAST_DEBUG'] && thrown instanceof Error) stderr.write(`${thrown.stack}\n`);
  } else environment.stdout.write(`${JSON.stringify(report)}\n`);
  return exitCode;
}

function packageVersion(): string {
  const file = new URL('../../package.json', import.meta.url);
  return (JSON.parse(readFileSync(file, 'utf8')) as { version: string }).version;
}
