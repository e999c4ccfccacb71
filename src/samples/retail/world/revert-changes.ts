import { isDeepStrictEqual } from 'node:util';
import { boundedText } from '../../../core/values/bounded-text.ts';
import type { Json } from '../../../core/values/json.ts';
import { UndoConflict } from '../../../tools/errors/undo-conflict.ts';
import { roundCents } from './round-cents.ts';
import type { WorldChange } from './world-change.ts';
import type { WorldEdit } from './world-edit.ts';

type FieldChange = Extract<WorldChange, { kind: 'field' }>;
type BalanceChange = Extract<WorldChange, { kind: 'balance' }>;

/**
 * Put back what one write changed, all of it or nothing.
 *
 * @throws UndoConflict naming every field that is no longer as the write left it, and every gift card that no longer
 * holds what would have to be taken back.
 */
export async function revertChanges(
  edit: WorldEdit,
  changes: readonly WorldChange[],
  tool: string,
): Promise<void> {
  const conflicts: string[] = [];
  for (const change of changes) {
    const conflict =
      change.kind === 'field' ? await revertField(edit, change) : await revertBalance(edit, change);
    if (conflict !== undefined) conflicts.push(conflict);
  }
  if (conflicts.length > 0) throw new UndoConflict(tool, conflicts);
}

async function revertField(edit: WorldEdit, change: FieldChange): Promise<string | undefined> {
  const found = change.entity === 'order' ? await edit.findOrder(change.id) : await edit.findUser(change.id);
  if (found === undefined) return `${change.entity} ${change.id} no longer exists`;
  const entity = found as Record<string, unknown>;
  if (!isDeepStrictEqual(entity[change.field], change.after)) {
    return `${change.field} of ${change.entity} ${change.id} is ${brief(entity[change.field])}, was left as ${brief(change.after)}`;
  }
  if (change.before === undefined) delete entity[change.field];
  else entity[change.field] = change.before;
  return undefined;
}

async function revertBalance(edit: WorldEdit, change: BalanceChange): Promise<string | undefined> {
  const user = await edit.findUser(change.userId);
  const card = user?.payment_methods[change.paymentMethodId];
  if (card?.source !== 'gift_card') return `gift card ${change.paymentMethodId} no longer exists`;
  const balance =
    card.balance === change.after ? change.before : roundCents(card.balance - (change.after - change.before));
  if (balance < 0 && balance < card.balance) {
    const owed = roundCents(change.after - change.before);
    return `gift card ${change.paymentMethodId} holds ${card.balance}, less than the ${owed} to be taken back`;
  }
  card.balance = balance;
  return undefined;
}

function brief(value: unknown): string {
  return boundedText(JSON.stringify(value as Json) ?? 'absent', { chars: 80 });
}
