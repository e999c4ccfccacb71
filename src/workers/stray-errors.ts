import { Context } from '@temporalio/activity';
import type { Logger } from 'pino';
import { loggableError } from '../activities/failures/loggable-error.ts';

/**
 * Keep this process alive when code throws where nobody waits for it, and log what it was.
 *
 * The line names the call whose code it was, where that can be told: what a tool began and left behind keeps its call.
 */
export function surviveStrayErrors(log: Logger): void {
  const tell = (error: unknown): void => {
    const activity = currentActivity();
    const where = activity === undefined ? '' : ` in ${activity}`;
    log.error({ err: loggableError(error) }, `an error that nobody waits for${where}; the worker goes on`);
  };
  process.on('unhandledRejection', tell);
  process.on('uncaughtException', tell);
}

function currentActivity(): string | undefined {
  try {
    return Context.current().info.activityType;
  } catch {
    return undefined;
  }
}
