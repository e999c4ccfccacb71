import { type LedgerEntry, mayTouchTheSame, settleEffect } from '../effects/effect.ts';
import { boundedText } from '../values/bounded-text.ts';
import type { Failure } from '../values/failure.ts';
import { textBounds } from '../values/text-bounds.ts';
import { planUndo, type UndoItem, type UndoSelection } from './undo-plan.ts';

/** One undo on its way: newest first, one effect at a time. */
export interface UndoPass {
  /** Counts the undos of a run from 1. */
  readonly number: number;
  readonly by: string;
  readonly reason?: string;
  readonly items: readonly UndoItem[];
  /** The effect whose undo is under way. */
  readonly current?: string;
}

export type UndoEnd =
  | { readonly kind: 'undone' }
  | { readonly kind: 'conflict'; readonly message: string }
  | { readonly kind: 'failed'; readonly failure: Failure };

export function startPass(
  ledger: readonly LedgerEntry[],
  selection: UndoSelection,
  about: Pick<UndoPass, 'number' | 'by' | 'reason'>,
): UndoPass {
  return blockDependents({ ...about, items: planUndo(ledger, selection) }, ledger);
}

/** The effect to undo next; undefined while one is under way and when all are done. */
export function dueUndo(pass: UndoPass, ledger: readonly LedgerEntry[]): LedgerEntry | undefined {
  if (pass.current !== undefined) return undefined;
  const due = pass.items.find(isPending);
  return due && ledger.find(({ id }) => id === due.effectId);
}

export function startUndo(pass: UndoPass, effectId: string): UndoPass {
  return { ...pass, current: effectId };
}

/** Take in how one undo ended. What an older effect shares with one that stays is left alone. */
export function onUndoEnded(
  pass: UndoPass,
  ledger: readonly LedgerEntry[],
  effectId: string,
  end: UndoEnd,
): { readonly pass: UndoPass; readonly ledger: readonly LedgerEntry[] } {
  const { current: _, ...rest } = pass;
  const items = pass.items.map((item) =>
    item.effectId === effectId ? { ...item, ...ended(item, end) } : item,
  );
  const states = { undone: 'undone', conflict: 'conflict', failed: 'undo-failed' } as const;
  const settled = settleEffect(ledger, effectId, { state: states[end.kind] });
  return { pass: blockDependents({ ...rest, items }, settled), ledger: settled };
}

export function isPassDone(pass: UndoPass): boolean {
  return pass.current === undefined && !pass.items.some(isPending);
}

/** Every effect that can be undone is: conflicts and failures leave a pass incomplete, irreversible effects do not. */
export function isComplete(items: readonly UndoItem[]): boolean {
  return items.every(({ action, result }) =>
    action === 'undo' ? result === 'undone' : action === 'skip' || action === 'irreversible',
  );
}

function isPending({ action, result }: UndoItem): boolean {
  return action === 'undo' && result === undefined;
}

function ended(item: UndoItem, end: UndoEnd): Pick<UndoItem, 'result' | 'because'> {
  switch (end.kind) {
    case 'undone':
      return { result: 'undone', because: item.because };
    case 'conflict':
      return { result: 'conflict', because: boundedText(end.message, textBounds.conflict) };
    case 'failed':
      return { result: 'failed', because: boundedText(end.failure.message, textBounds.conflict) };
  }
}

/** Newest come first, so whatever stands in the way of an item stands before it. */
function blockDependents(pass: UndoPass, ledger: readonly LedgerEntry[]): UndoPass {
  const entryOf = new Map(ledger.map((entry) => [entry.id, entry]));
  const staying: LedgerEntry[] = [];
  const items = pass.items.map((item) => {
    const entry = entryOf.get(item.effectId);
    if (!entry) return item;
    const blocker = isPending(item) ? staying.find((other) => mayTouchTheSame(other, entry)) : undefined;
    if (blocker) {
      staying.push(entry);
      return {
        ...item,
        result: 'conflict' as const,
        because: `${blocker.id} came later on the same thing and stays`,
      };
    }
    if (item.action === 'conflict' || item.result === 'conflict' || item.result === 'failed')
      staying.push(entry);
    return item;
  });
  return { ...pass, items };
}
