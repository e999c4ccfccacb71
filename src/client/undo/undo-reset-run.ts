import { type LedgerEntry, mayTouchTheSame } from '../../core/effects/effect.ts';
import type { UndoEffectsMessage, UndoReceipt } from '../../core/messages/undo-effects.ts';
import { isComplete, stayingItems } from '../../core/undo/undo-pass.ts';
import { planUndo, type UndoItem } from '../../core/undo/undo-plan.ts';
import { given } from '../../core/values/given.ts';
import type { TemporalAccess } from '../connection/temporal-access.ts';
import type { FoundRun } from '../runs/find-run.ts';
import { checkSelection } from './check-selection.ts';
import { readLedger } from './run-ledger.ts';

/**
 * Undo effects of an open run that was reset: its own by itself, those that the reset left behind outside, the newest
 * first. Nothing is undone beneath what stays.
 */
export async function undoResetRun(
  access: TemporalAccess,
  found: FoundRun,
  message: UndoEffectsMessage,
  undo: (message: UndoEffectsMessage, isOwn: boolean) => Promise<UndoReceipt>,
): Promise<UndoReceipt> {
  const { by, reason } = message;
  const ledger = await readLedger(access, found);
  checkSelection(found, ledger, message);
  const entries = new Map(ledger.entries.map((entry) => [entry.id, entry]));
  const isOwn = ({ effectId }: UndoItem): boolean => entries.get(effectId)?.abandonedIn === undefined;
  const entriesOf = (items: readonly UndoItem[]): readonly LedgerEntry[] =>
    items.flatMap(({ effectId }) => entries.get(effectId) ?? []);
  const items: UndoItem[] = [];
  for (const part of partsOf(planUndo(ledger.entries, message), isOwn)) {
    const staying = entriesOf(stayingItems(items));
    const isFree = (item: UndoItem): boolean =>
      !entriesOf([item]).some((entry) => staying.some((other) => mayTouchTheSame(other, entry)));
    const effectIds = part.filter(isFree).map(({ effectId }) => effectId);
    const asked = { effectIds, by, ...given({ reason }) };
    const [first] = part;
    if (first && effectIds.length > 0) items.push(...(await undo(asked, isOwn(first))).items);
    items.push(...part.filter((item) => !isFree(item)).map(leftAlone));
  }
  return { accepted: true, items, complete: isComplete(items) };
}

/** Items in a row that one and the same can undo. */
function partsOf(items: readonly UndoItem[], isOwn: (item: UndoItem) => boolean): readonly UndoItem[][] {
  const parts: UndoItem[][] = [];
  for (const item of items) {
    const part = parts.at(-1);
    if (part?.[0] && isOwn(part[0]) === isOwn(item)) part.push(item);
    else parts.push([item]);
  }
  return parts;
}

function leftAlone(item: UndoItem): UndoItem {
  return item.action === 'undo'
    ? { ...item, result: 'conflict', because: 'what came later on the same thing stays' }
    : item;
}
