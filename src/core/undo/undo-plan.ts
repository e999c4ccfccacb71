import { type LedgerEntry, lacksOutput, mayTouchTheSame } from '../effects/effect.ts';

/** Which effects to undo: those named, those after a step, or all. */
export interface UndoSelection {
  readonly effectIds?: readonly string[];
  /** Effects of later steps; the step itself stays. */
  readonly afterStep?: number;
}

export interface UndoItem {
  readonly effectId: string;
  readonly tool: string;
  readonly summary: string;
  readonly action: 'undo' | 'skip' | 'irreversible' | 'conflict';
  readonly because: string;
  readonly result?: 'undone' | 'failed' | 'conflict';
}

/**
 * Plan an undo, newest effect first.
 *
 * Later effects on the same resources come along: an older one cannot be reversed under them. What did not happen or is
 * undone already is skipped; what cannot be undone is marked; an unknown effect has to be settled first.
 */
export function planUndo(ledger: readonly LedgerEntry[], selection: UndoSelection): readonly UndoItem[] {
  const chosen = new Map(
    ledger.filter((entry) => isSelected(entry, selection)).map((entry) => [entry.id, askedFor]),
  );
  ledger.forEach((entry, position) => {
    if (!chosen.has(entry.id) || !stands(entry)) return;
    for (const later of ledger.slice(position + 1)) {
      if (!chosen.has(later.id) && stands(later) && mayTouchTheSame(entry, later)) {
        chosen.set(later.id, `changed the same thing after ${entry.id}`);
      }
    }
  });
  return ledger
    .filter(({ id }) => chosen.has(id))
    .map((entry) => planItem(entry, chosen.get(entry.id) ?? askedFor))
    .reverse();
}

/** Ids that a selection names and the ledger does not have. */
export function unknownEffects(
  ledger: readonly LedgerEntry[],
  { effectIds = [] }: UndoSelection,
): readonly string[] {
  return effectIds.filter((id) => !ledger.some((entry) => entry.id === id));
}

const askedFor = 'asked for';

function isSelected(entry: LedgerEntry, { effectIds, afterStep }: UndoSelection): boolean {
  if (effectIds) return effectIds.includes(entry.id);
  // An effect of the turn in progress has no number yet: it is later than any step.
  return afterStep === undefined || (entry.stepNumber ?? Number.POSITIVE_INFINITY) > afterStep;
}

/** The effect is in the world, as far as anybody knows. */
function stands({ state }: LedgerEntry): boolean {
  return state === 'applied' || state === 'undo-failed' || state === 'conflict' || state === 'unknown';
}

/** What an undo would do about one effect as it stands; `because` says why it was chosen. */
export function planItem(entry: LedgerEntry, because: string): UndoItem {
  const item = { effectId: entry.id, tool: entry.tool, summary: entry.summary };
  switch (entry.state) {
    case 'undone':
      return { ...item, action: 'skip', because: 'undone already' };
    case 'absent':
      return { ...item, action: 'skip', because: 'did not happen' };
    case 'intended':
      return { ...item, action: 'conflict', because: 'is under way; wait for its end' };
    case 'unknown':
      return { ...item, action: 'conflict', because: 'nobody knows whether it happened; settle it first' };
    case 'applied':
    case 'undo-failed':
    case 'conflict':
      if (lacksOutput(entry))
        return {
          ...item,
          action: 'conflict',
          because: `nobody knows what ${entry.tool} returned, which its undo needs; settle it as applied with its result first`,
        };
      return entry.undoable
        ? { ...item, action: 'undo', because }
        : { ...item, action: 'irreversible', because: `${entry.tool} cannot be undone` };
  }
}
