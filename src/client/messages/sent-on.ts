import { setTimeout as sleep } from 'node:timers/promises';
import { grpcStatus } from '../errors/from-temporal-error.ts';

const mostTimes = 10;
const waitMs = 100;

/**
 * Send an update, again where it met the end of a history that its run goes on from.
 *
 * `send` carries one update id, so that a run takes the message once. `isRunning` is asked only then.
 */
export async function sentOn<Sent>(
  send: () => Promise<Sent>,
  isRunning: () => Promise<boolean>,
): Promise<Sent> {
  for (let time = 1; ; time++) {
    try {
      return await send();
    } catch (error) {
      if (time === mostTimes || !metAnEnd(error) || !(await isRunning())) throw error;
      await sleep(waitMs);
    }
  }
}

/** Of a history: it is closed, or about to be. */
function metAnEnd(error: unknown): boolean {
  if ((error as { name?: unknown } | null)?.name === 'WorkflowNotFoundError') return true;
  return /clos|complet|continu/i.test(grpcStatus(error)?.details ?? '');
}
