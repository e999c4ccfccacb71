import type { SupervisorChannel } from '../../workers/supervisor/supervisor-channel.ts';
import type { CliContext } from '../command.ts';
import { reportError } from '../errors/error-report.ts';
import { pollHere } from './poll-here.ts';
import type { WorkerFlags } from './worker-flags.ts';

/** Poll below a supervisor, which tells the person what went wrong. */
export async function pollSupervised(
  context: CliContext,
  flags: WorkerFlags,
  supervisor: SupervisorChannel,
): Promise<void> {
  try {
    await pollHere(context, flags, supervisor);
  } catch (error) {
    const failed = reportError(error);
    await supervisor.tell({ kind: 'failed', ...failed });
    context.end(failed.exitCode);
  } finally {
    supervisor.close();
  }
}
