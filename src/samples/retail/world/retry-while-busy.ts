import { setTimeout as sleep } from 'node:timers/promises';
import { TransientToolError } from '../../../tools/errors/tool-error.ts';

const patienceMs = 10_000;
const longestPauseMs = 15;
const sqliteBusy = 5;
const sqliteLocked = 6;

/**
 * Repeat a step that SQLite refuses while another connection holds the file's lock.
 *
 * Waits without blocking the process: the holder may be another connection of this very process.
 *
 * @throws TransientToolError when the lock was held for ten seconds.
 */
export async function retryWhileBusy<T>(step: () => T | Promise<T>): Promise<T> {
  const deadline = performance.now() + patienceMs;
  for (;;) {
    try {
      return await step();
    } catch (error) {
      if (!isBusy(error)) throw error;
      if (performance.now() >= deadline) {
        throw new TransientToolError(
          "The shop's database was locked by another process for 10 s, nothing was changed; try again, or look for a process that hangs in a transaction.",
          { cause: error, tookNoEffect: true },
        );
      }
      await sleep(1 + Math.random() * longestPauseMs);
    }
  }
}

function isBusy(error: unknown): boolean {
  // Extended codes (BUSY_RECOVERY, BUSY_SNAPSHOT) keep the primary code in their low byte.
  const code = (error as { errcode?: unknown } | null)?.errcode;
  return typeof code === 'number' && ((code & 0xff) === sqliteBusy || (code & 0xff) === sqliteLocked);
}
