import { type ActivityOptions, sleep } from '@temporalio/workflow';
import type { CharterTool } from '../core/charter/charter.ts';
import type { ActivityEnd } from '../core/commands/activity.ts';
import type { LedgerEntry } from '../core/effects/effect.ts';
import { noUndoTries, type UndoTries, undoAgain } from '../core/undo/undo-tries.ts';

/** Hears of what comes back and goes out again, before and after the wait. */
export interface UndoListener {
  cameBack(end: ActivityEnd): void;
  sentAgain(): void;
}

/**
 * Send what is done about an effect out again, under the same id, while the workers that take it lack its tool, or are lost.
 *
 * `lostIn` is left out for a look, which Temporal itself repeats when its worker is lost.
 */
export async function untilItEnds(doing: {
  readonly effect: LedgerEntry;
  readonly lostIn?: CharterTool;
  readonly listener?: UndoListener | undefined;
  readonly optionsOf: (tries: UndoTries) => ActivityOptions;
  readonly run: (options: ActivityOptions, tries: UndoTries) => Promise<ActivityEnd>;
}): Promise<ActivityEnd> {
  const { effect, lostIn, listener, optionsOf, run } = doing;
  let tries = noUndoTries;
  for (;;) {
    const options = optionsOf(tries);
    // What a worker gave back is not handed to it again at once.
    const placed = tries.givenBack > 0 ? { ...options, allowEagerDispatch: false } : options;
    const end = await run(placed, tries);
    const again = end.kind === 'failed' ? undoAgain(end.failure, tries, lostIn) : undefined;
    if (!again) return end;
    listener?.cameBack(end);
    const waitsFor = again.tries.lost > tries.lost ? 'a worker' : `a worker that can take ${effect.tool} on`;
    if (again.waitMs > 0) await sleep(again.waitMs, { summary: `until it goes out again to ${waitsFor}` });
    listener?.sentAgain();
    tries = again.tries;
  }
}
