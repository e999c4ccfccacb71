import { type ActivityOptions, sleep } from '@temporalio/workflow';
import type { ActivityEnd } from '../core/commands/activity.ts';
import type { LedgerEntry } from '../core/effects/effect.ts';
import { noUndoTries, type UndoTries } from '../core/undo/counted-tries.ts';
import type { UndoAgain } from '../core/undo/undo-tries.ts';

/** Whoever keeps the state of an undo: it says how one goes on. */
export interface UndoKeeper {
  /** Takes in that a dispatch came back, where it goes out again; undefined: it has come to its end. */
  goesOn(end: ActivityEnd): UndoAgain | undefined;
  /** Takes in that it went out again. */
  sentAgain(): void;
}

/** Send what is done about an effect out again, under the same id, for as long as its keeper says so. */
export async function untilItEnds(doing: {
  readonly effect: LedgerEntry;
  readonly keeper: UndoKeeper;
  readonly optionsOf: (tries: UndoTries) => ActivityOptions;
  readonly run: (options: ActivityOptions, tries: UndoTries) => Promise<ActivityEnd>;
}): Promise<ActivityEnd> {
  const { effect, keeper, optionsOf, run } = doing;
  let tries = noUndoTries;
  for (;;) {
    const options = optionsOf(tries);
    // What a worker gave back is not handed to it again at once.
    const placed = tries.givenBack > 0 ? { ...options, allowEagerDispatch: false } : options;
    const end = await run(placed, tries);
    const again = keeper.goesOn(end);
    if (!again) return end;
    const waitsFor = again.tries.lost > tries.lost ? 'a worker' : `a worker that can take ${effect.tool} on`;
    if (again.waitMs > 0) await sleep(again.waitMs, { summary: `until it goes out again to ${waitsFor}` });
    keeper.sentAgain();
    tries = again.tries;
  }
}
