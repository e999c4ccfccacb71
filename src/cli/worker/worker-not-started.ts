import { given } from '../../core/values/given.ts';
import { WorkerEndedError } from '../../workers/supervisor/worker-ended-error.ts';
import { CliError } from '../errors/cli-error.ts';
import type { ExitCode } from '../errors/exit-codes.ts';

/**
 * Say why the first worker did not come up: in its own words, where it had any.
 *
 * Anything but a `WorkerEndedError` comes back as it is.
 */
export function workerNotStarted(error: unknown, logFile?: string): unknown {
  if (!(error instanceof WorkerEndedError)) return error;
  const said = error.end?.said;
  if (said) {
    const { next, actions = [], ...fields } = said.report;
    return new CliError({
      kind: 'bug',
      ...fields,
      next: actions,
      ...given({ command: next }),
      exitCode: said.exitCode as ExitCode,
    });
  }
  return new CliError({
    kind: 'bug',
    code: 'worker_not_started',
    message: error.message,
    advice: logFile === undefined ? 'Read what it wrote above.' : `Read the end of ${logFile}.`,
  });
}
