import { type LedgerEntry, mayTouchTheSame } from '../effects/effect.ts';
import type { Failure } from '../values/failure.ts';
import { planItem, planUndo, type UndoItem } from './undo-plan.ts';
import type { UndoPass, UndoRequest, UndoState } from './undo-state.ts';

export type UndoEnd =
  | { readonly kind: 'undone' }
  | { readonly kind: 'conflict'; readonly message: string }
  | { readonly kind: 'failed'; readonly failure: Failure };

/** Plan what was asked for, with the ledger as it stands now. */
export function beginPass({ ledger, tools }: UndoState, request: UndoRequest): UndoPass {
  const items = planUndo(ledger, request.selection).map((item) =>
    item.action !== 'undo' || Object.hasOwn(tools, item.tool) ? item : noSuchTool(item),
  );
  const pass: UndoPass = { ...request, items, unchecked: [], underWay: [] };
  const blocked = blockDependents(pass, ledger);
  if (request.purpose === 'undo') return blocked;
  const entries = entriesOf(items, ledger);
  const unchecked = blocked.items.flatMap(({ action, effectId, tool }, position) => {
    // What a later effect of this very plan left there is no foreign change: only the newest can be looked at.
    const isCovered = covers(entries.slice(0, position), entries[position]);
    const isDue = action === 'undo' && tools[tool]?.has.includes('undoConflict') && !isCovered;
    return isDue ? [effectId] : [];
  });
  return { ...blocked, unchecked };
}

/** Effects whose undo, or whose look, may start now. */
export function dueEffects({ purpose, items, unchecked, underWay }: UndoPass): readonly string[] {
  if (purpose === 'plan') return unchecked;
  const next = underWay.length === 0 ? items.find(isPending) : undefined;
  return next ? [next.effectId] : [];
}

export function isPassDone({ purpose, items, unchecked, underWay }: UndoPass): boolean {
  if (underWay.length > 0) return false;
  return purpose === 'plan' ? unchecked.length === 0 : !items.some(isPending);
}

/** Every effect that can be undone is: conflicts and failures leave a pass incomplete, irreversible effects do not. */
export function isComplete(items: readonly UndoItem[]): boolean {
  return items.every(({ action, result }) =>
    action === 'undo' ? result === 'undone' : action === 'skip' || action === 'irreversible',
  );
}

/** Take in how one undo ended. What an older effect shares with one that stays is left alone. */
export function endItem(
  pass: UndoPass,
  ledger: readonly LedgerEntry[],
  effectId: string,
  end: UndoEnd,
): UndoPass {
  const items = pass.items.map((item) => (item.effectId === effectId ? ended(item, end) : item));
  return blockDependents({ ...pass, items }, ledger);
}

/** An effect was settled by a person: one that is still to be undone may be no longer. */
export function planItemAnew(pass: UndoPass, ledger: readonly LedgerEntry[], effectId: string): UndoPass {
  const entry = ledger.find(({ id }) => id === effectId);
  const pending = pass.items.find((item) => item.effectId === effectId && isPending(item));
  if (!entry || !pending || pass.underWay.includes(effectId)) return pass;
  const now = planItem(entry, pending.because);
  return {
    ...pass,
    items: pass.items.map((item) => (item === pending ? now : item)),
    unchecked: pass.unchecked.filter((other) => other !== effectId || isPending(now)),
  };
}

/** Take in what a look for foreign changes found. What an older effect shares with one that stays would be left alone. */
export function checkItem(
  pass: UndoPass,
  ledger: readonly LedgerEntry[],
  effectId: string,
  conflict: string | undefined,
): UndoPass {
  if (conflict === undefined) return pass;
  const items = pass.items.map((item) =>
    item.effectId === effectId ? { ...item, action: 'conflict' as const, because: conflict } : item,
  );
  return blockDependents({ ...pass, items }, ledger);
}

/** What is in the world still, as far as anybody knows, once a pass has ended. */
export function stayingItems(items: readonly UndoItem[]): readonly UndoItem[] {
  return items.filter(({ action, result }) => action !== 'skip' && result !== 'undone');
}

function isPending({ action, result }: UndoItem): boolean {
  return action === 'undo' && result === undefined;
}

function noSuchTool(item: UndoItem): UndoItem {
  return { ...item, action: 'conflict', because: `the run knew no tool ${item.tool}` };
}

function ended(item: UndoItem, end: UndoEnd): UndoItem {
  switch (end.kind) {
    case 'undone':
      return { ...item, result: 'undone' };
    case 'conflict':
      return { ...item, result: 'conflict', because: end.message };
    case 'failed':
      return { ...item, result: 'failed', because: end.failure.message };
  }
}

/**
 * Newest come first, so whatever stands in the way of an item stands before it. Nothing is undone beneath what stays,
 * be it by a conflict, by a failure or because it is irreversible.
 */
function blockDependents(pass: UndoPass, ledger: readonly LedgerEntry[]): UndoPass {
  const entries = entriesOf(pass.items, ledger);
  const staying: LedgerEntry[] = [];
  const items = pass.items.map((item, position) => {
    const entry = entries[position];
    if (!entry) return item;
    const blocker = isPending(item) ? staying.find((other) => mayTouchTheSame(other, entry)) : undefined;
    if (blocker || stays(item)) staying.push(entry);
    return blocker ? blockedBy(blocker, entry, item, pass) : item;
  });
  return { ...pass, items };
}

function stays({ action, result }: UndoItem): boolean {
  return action === 'irreversible' || action === 'conflict' || result === 'conflict' || result === 'failed';
}

function blockedBy(
  blocker: LedgerEntry,
  entry: LedgerEntry,
  item: UndoItem,
  { purpose }: UndoPass,
): UndoItem {
  const silent = [blocker, entry].find(({ resources }) => resources.length === 0);
  const because =
    silent === undefined
      ? `${blocker.id} came later on the same thing and stays`
      : `${blocker.id} came later, stays, and may be of the same thing: ${silent.tool} names no resource`;
  return purpose === 'undo'
    ? { ...item, result: 'conflict', because }
    : { ...item, action: 'conflict', because };
}

function covers(newer: readonly (LedgerEntry | undefined)[], entry: LedgerEntry | undefined): boolean {
  return newer.some((other) => other !== undefined && entry !== undefined && mayTouchTheSame(other, entry));
}

function entriesOf(
  items: readonly UndoItem[],
  ledger: readonly LedgerEntry[],
): readonly (LedgerEntry | undefined)[] {
  const entryOf = new Map(ledger.map((entry) => [entry.id, entry]));
  return items.map(({ effectId }) => entryOf.get(effectId));
}
