import type { Kysely, Transaction } from 'kysely';
import { ToolError } from '../../../tools/errors/tool-error.ts';
import { revertChanges } from './revert-changes.ts';
import type { WorldChange } from './world-change.ts';
import { WorldEdit } from './world-edit.ts';
import { lockCall } from './world-locks.ts';
import type { WorldTables } from './world-tables.ts';

/** How often an effect really happened. */
export interface EffectCount {
  readonly key: string;
  readonly tool: string;
  readonly applications: number;
}

/**
 * Perform a write once for its key, and answer every repetition with what the first one did.
 *
 * Looking the key up, the change and the record are one transaction: a process killed at any point leaves all of it or
 * nothing. A write that throws leaves no record.
 *
 * @throws ToolError when an undo with this key came first.
 */
export async function writeOnce<Result>(
  database: Kysely<WorldTables>,
  effect: { readonly key: string; readonly tool: string },
  perform: (edit: WorldEdit) => Promise<Result>,
): Promise<Result> {
  return database.transaction().execute(async (transaction) => {
    await lockCall(transaction, effect.key);
    const earlier = await findEffect(transaction, effect.key);
    if (earlier) {
      if (earlier.tool !== effect.tool) {
        throw new Error(
          `the effect key ${effect.key} belongs to ${earlier.tool}, not ${effect.tool}; nothing was changed, use a key of the call's own`,
        );
      }
      if (earlier.result === null) {
        throw new ToolError('This change was undone before it took effect, so it was not made.');
      }
      return JSON.parse(earlier.result) as Result;
    }
    const edit = new WorldEdit(transaction);
    const result = await perform(edit);
    const changes = await edit.save();
    await recordEffect(transaction, { ...effect, result: JSON.stringify(result) ?? 'null', changes });
    await recordApplication(transaction, effect);
    return result;
  });
}

/**
 * Reverse the write of the same call, once for its key, which ends in `/undo` where the write's ends in `/run`.
 *
 * Succeeds when the write never took effect, and bars it from taking effect later: its attempt may still be on its way.
 *
 * @throws UndoConflict when what the write left has changed since.
 */
export async function undoOnce(database: Kysely<WorldTables>, undoKey: string, tool: string): Promise<void> {
  if (!undoKey.endsWith('/undo')) {
    throw new Error(`the undo key ${undoKey} does not end in /undo, so its effect cannot be found`);
  }
  const runKey = undoKey.replace(/\/undo$/, '/run');
  await database.transaction().execute(async (transaction) => {
    await lockCall(transaction, undoKey);
    if (await findEffect(transaction, undoKey)) return;
    const effect = await findEffect(transaction, runKey);
    const undo = { key: undoKey, tool: `${tool}.undo` };
    if (effect === undefined) {
      await recordEffect(transaction, { key: runKey, tool, result: null, changes: null });
    } else if (effect.changes !== null) {
      const edit = new WorldEdit(transaction);
      await revertChanges(edit, JSON.parse(effect.changes) as WorldChange[], tool);
      await edit.save();
      await recordApplication(transaction, undo);
    }
    await recordEffect(transaction, { ...undo, result: 'null', changes: [] });
  });
}

/** Count the real applications of every effect, undos included, by key. */
export async function countEffects(database: Kysely<WorldTables>): Promise<EffectCount[]> {
  const rows = await database
    .selectFrom('effect_applications')
    .select((select) => ['key', 'tool', select.fn.countAll<number>().as('applications')])
    .groupBy(['key', 'tool'])
    .execute();
  // Each database has its own idea of the order of texts.
  return rows
    .map((row) => ({ ...row, applications: Number(row.applications) }))
    .sort((a, b) => (a.key < b.key ? -1 : 1));
}

function findEffect(transaction: Transaction<WorldTables>, key: string) {
  return transaction
    .selectFrom('effects')
    .select(['tool', 'result', 'changes'])
    .where('key', '=', key)
    .executeTakeFirst();
}

async function recordEffect(
  transaction: Transaction<WorldTables>,
  effect: { key: string; tool: string; result: string | null; changes: readonly WorldChange[] | null },
): Promise<void> {
  const changes = effect.changes && JSON.stringify(effect.changes);
  await transaction
    .insertInto('effects')
    .values({ ...effect, changes, recorded_at: new Date().toISOString() })
    .execute();
}

async function recordApplication(
  transaction: Transaction<WorldTables>,
  effect: { readonly key: string; readonly tool: string },
): Promise<void> {
  await transaction
    .insertInto('effect_applications')
    .values({ key: effect.key, tool: effect.tool, applied_at: new Date().toISOString() })
    .execute();
}
