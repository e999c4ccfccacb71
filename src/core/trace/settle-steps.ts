import type { LedgerEntry } from '../effects/effect.ts';
import { idForCall } from '../ids/ids.ts';
import { undoLetters } from '../undo/undo-command.ts';
import { boundedText } from '../values/bounded-text.ts';
import type { TraceSteps } from './trace-steps.ts';

/** An effect that somebody settled. */
export type SettledEntry = LedgerEntry & Required<Pick<LedgerEntry, 'settled'>>;

/** Entries of a ledger that were settled since. */
export function newlySettled(
  before: readonly LedgerEntry[],
  after: readonly LedgerEntry[],
): readonly SettledEntry[] {
  if (before === after) return [];
  const known = new Map(before.map(({ id, settled }) => [id, settled?.number]));
  return after.filter(
    (entry): entry is SettledEntry =>
      entry.settled !== undefined && entry.settled.number !== known.get(entry.id),
  );
}

/** Enter what an event settled: each is a step of its call. Gives their ids. */
export function settleSteps(
  steps: TraceSteps,
  before: readonly LedgerEntry[],
  after: readonly LedgerEntry[],
): readonly string[] {
  return newlySettled(before, after).map((entry) => settleStep(steps, settleStepId(entry), entry));
}

export function settleStepId({ id, settled }: SettledEntry): string {
  return idForCall(id, undoLetters['check-settlement'], settled.number);
}

export function settleStep(steps: TraceSteps, id: string, entry: SettledEntry): string {
  const { tool, arguments: input, settled, stepNumber } = entry;
  const atMs = Date.parse(settled.at);
  const draft = steps.get(id) ?? steps.begin({ id, kind: 'settle', action: { tool, input } }, atMs);
  const { outcome, by, from } = settled;
  draft.result = { state: entry.state, outcome, by: boundedText(by, { chars: 60 }), from };
  draft.endedAtMs = atMs;
  // The call may be of a part whose history is gone; the ledger still has its number.
  if (stepNumber !== undefined && !steps.get(entry.id)) draft.stepNumber = stepNumber;
  return id;
}
