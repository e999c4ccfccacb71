import { given } from '../values/given.ts';
import type { EffectState, LedgerEntry } from './effect.ts';

/** Once undone, an effect stays so: what would make it anew has another key. */
const rank: Readonly<Record<EffectState, number>> = {
  intended: 0,
  absent: 1,
  unknown: 2,
  applied: 3,
  conflict: 4,
  'undo-failed': 5,
  undone: 6,
};

function knowsBetter(a: Pick<LedgerEntry, 'state'>, b: Pick<LedgerEntry, 'state'>): boolean {
  return rank[a.state] > rank[b.state];
}

/** Tell one effect as two executions know it that resets left behind, the earlier one first: what one knows better goes. */
export function knownByBoth(earlier: LedgerEntry, later: LedgerEntry): LedgerEntry {
  const [known, other] = knowsBetter(later, earlier) ? [later, earlier] : [earlier, later];
  return withDoubtOf(known, other);
}

/**
 * Tell an effect of a run with what an execution knows of it that a reset left behind.
 *
 * `isTold`: a dispatch since the reset came to its end, and had looked at what was left behind. Where none did, that the
 * run sent nothing says nothing of what was sent before.
 */
export function knownWithLeft(own: LedgerEntry, left: LedgerEntry, isTold: boolean): LedgerEntry {
  const known =
    knowsBetter(left, own) && !knowsSince(own, left, isTold) ? { ...left, ...own, state: left.state } : own;
  return withDoubtOf(known, left);
}

/** Whether the run found out since its reset what the other execution does not know, or knew otherwise. */
function knowsSince(own: LedgerEntry, left: LedgerEntry, isTold: boolean): boolean {
  const isSettled = settledOtherwise(own, left);
  if (left.state === 'unknown') return isSettled || isTold || own.state === 'intended';
  return isSettled && own.state === 'applied' && left.state !== 'undone';
}

/** An undo that may have gone through stays a doubt until the effect is undone, or somebody settles it. */
function withDoubtOf(known: LedgerEntry, other: LedgerEntry): LedgerEntry {
  const { mayBeUndone, ...entry } = known;
  if (known.state === 'undone') return mayBeUndone ? entry : known;
  return other.mayBeUndone && !mayBeUndone && !settledOtherwise(known, other)
    ? { ...known, mayBeUndone: true }
    : known;
}

function settledOtherwise(a: LedgerEntry, b: LedgerEntry): boolean {
  return a.settled !== undefined && a.settled.at !== b.settled?.at;
}

/** Tell an effect as a later undo of its run left it. */
export function asUndoLeft<Entry extends LedgerEntry>(entry: Entry, left: LedgerEntry): Entry {
  if (entry.state === 'undone') return entry;
  const { mayBeUndone: _, ...rest } = entry;
  const { state, output, settled, mayBeUndone } = left;
  return { ...rest, ...given({ output, settled, mayBeUndone }), state } as Entry;
}
